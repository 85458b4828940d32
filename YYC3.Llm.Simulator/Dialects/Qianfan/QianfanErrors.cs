using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Qianfan;

/// <summary>Qianfan's errors: <c>{"error":{"code","message","type"},"id"}</c>.</summary>
internal sealed class QianfanErrors : IErrorWriter
{
    /// <summary>The id of every reply.</summary>
    public const string Id = "as-sim";

    /// <inheritdoc/>
    public string Dialect => "qianfan";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        var (code, type, message) = Words(error);
        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        writer.WriteString("type", type);
        writer.WriteEndObject();
        writer.WriteString("id", Id);
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Body(error));

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Content => 403,
        ErrorKinds.Model => 400,
        ErrorKinds.Overloaded => 429,
        _ => error.Status,
    };

    private static (string Code, string Type, string Message) Words(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Auth or ErrorKinds.Expired => ("invalid_iam_token", "invalid_request_error", "The IAM token is invalid"),
        ErrorKinds.Forbidden => ("no_parameter_permission", "access_denied", "No permission"),
        ErrorKinds.Model => ("invalid_model", "invalid_request_error", "No permission to use the model"),
        ErrorKinds.Rate => ("rpm_rate_limit_exceeded", "rate_limit_exceeded", "Rate limit reached for RPM"),
        ErrorKinds.Day => ("user_rate_limit_exceeded", "rate_limit_exceeded", "Rate limit reached for the user"),
        ErrorKinds.Quota => ("account_overdue", "access_denied", "The account is overdue"),
        ErrorKinds.Content => ("system_unsafe", "unsafe_request", "the content of system field is invalid"),
        ErrorKinds.Context => ("tokens_too_long", "invalid_request_error", "Prompt tokens too long"),
        ErrorKinds.Overloaded => ("cluster_rate_limit_exceeded", "rate_limit_exceeded", "Rate limit reached for the cluster"),
        ErrorKinds.Server => ("internal_error", "internal_error", "Internal error"),
        _ => ("invalid_argument", "invalid_request_error", error.Message),
    };
}
