using System.Globalization;
using YYC3.Llm.Simulator.Dialects.OpenAi;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Azure;

/// <summary>Azure's errors: OpenAI's, but HTTP errors of the gateway in front carry the status as their code, and the content filter explains itself.</summary>
internal sealed class AzureErrors : IErrorWriter
{
    private readonly OpenAiErrors openAi = new();

    /// <inheritdoc/>
    public string Dialect => "azure";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Content => Filtered(),
        ErrorKinds.Auth or ErrorKinds.Rate or ErrorKinds.Day => Gateway(error, error.Status.ToString(CultureInfo.InvariantCulture)),
        ErrorKinds.Model => Gateway(error, "DeploymentNotFound"),
        _ => openAi.Body(error),
    };

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => openAi.Event(error, model);

    private static byte[] Gateway(SimulatedError error, string code) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", code);
        writer.WriteString("message", error.Message);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static byte[] Filtered() => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("message", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.");
        writer.WriteNull("type");
        writer.WriteString("param", "prompt");
        writer.WriteString("code", "content_filter");
        writer.WriteNumber("status", 400);
        writer.WriteStartObject("innererror");
        writer.WriteString("code", "ResponsibleAIPolicyViolation");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
