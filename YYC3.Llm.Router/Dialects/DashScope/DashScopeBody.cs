using System.Buffers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Writes what all its requests have: <c>{"model":…,"input":{…},"parameters":{…}}</c>, and what the deployment sets beside them.</summary>
internal static class DashScopeBody
{
    /// <param name="request">The caller's.</param>
    /// <param name="output">Takes the body.</param>
    /// <param name="input">Writes the fields of <c>input</c>.</param>
    /// <param name="parameters">Writes those of <c>parameters</c>; gets what the deployment sets there, which it is to write too.</param>
    public static Failure? Write(CallerRequest request, IBufferWriter<byte> output, Func<Utf8JsonWriter, Failure?> input, Action<Utf8JsonWriter, JsonElement> parameters)
    {
        var fields = request.Deployment.BodyFields;
        using var set = Array.Find(fields, field => field.Name == "parameters") is { } declared ? JsonDocument.Parse(declared.Value, DashScopeJson.Reading) : null;
        using var json = DashScopeJson.Writer(output);
        json.WriteStartObject();
        json.WritePropertyName("model"u8);
        json.WriteRawValue(request.Deployment.ModelJson, skipInputValidation: true);
        json.WriteStartObject("input"u8);
        if (input(json) is { } failure)
        {
            return failure;
        }

        json.WriteEndObject();
        json.WriteStartObject("parameters"u8);
        parameters(json, set?.RootElement ?? default);
        json.WriteEndObject();
        foreach (var field in fields.Where(field => field.Name != "parameters"))
        {
            json.WritePropertyName(field.Name);
            json.WriteRawValue(field.Value);
        }

        json.WriteEndObject();
        return null;
    }
}
