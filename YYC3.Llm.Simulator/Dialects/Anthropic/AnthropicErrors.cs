using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>Anthropic's errors: <c>{"type":"error","error":{"type","message"},"request_id"}</c>; in mid-stream an event named <c>error</c>.</summary>
internal sealed class AnthropicErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "anthropic";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Write(error, "req_sim");

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new("error", Write(error, null));

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Overloaded => 529,
        ErrorKinds.Quota => 400,
        _ => error.Status,
    };

    private static byte[] Write(SimulatedError error, string? request) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        var (type, message) = Words(error);
        writer.WriteString("type", type);
        writer.WriteString("message", message);
        writer.WriteEndObject();
        if (request is not null)
        {
            writer.WriteString("request_id", request);
        }

        writer.WriteEndObject();
    });

    private static (string Type, string Message) Words(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Auth when error.Code is not null => ("authentication_error", error.Message is "Incorrect API key provided." ? "invalid x-api-key" : error.Message),
        ErrorKinds.Auth or ErrorKinds.Expired => ("authentication_error", error.Message),
        ErrorKinds.Forbidden => ("permission_error", error.Message),
        ErrorKinds.Model => ("not_found_error", error.Message),
        ErrorKinds.Rate or ErrorKinds.Day => ("rate_limit_error", error.Message),
        ErrorKinds.Quota => ("invalid_request_error", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."),
        ErrorKinds.Content => ("invalid_request_error", "Output blocked by content filtering policy"),
        ErrorKinds.Context => ("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        ErrorKinds.Overloaded => ("overloaded_error", "Overloaded"),
        ErrorKinds.Server => ("api_error", "Internal server error"),
        _ when error.Status == 413 => ("request_too_large", error.Message),
        _ => ("invalid_request_error", error.Message),
    };
}
