using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>DashScope's errors: <c>{"code","message","request_id"}</c>; in mid-stream an event named <c>error</c> with the status in a comment.</summary>
internal sealed class DashScopeErrors : IErrorWriter
{
    /// <summary>The request id of every reply.</summary>
    public const string RequestId = "4a9b0000-sim";

    /// <inheritdoc/>
    public string Dialect => "dashscope";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        var (code, message) = Words(error);
        writer.WriteStartObject();
        writer.WriteString("code", code);
        writer.WriteString("message", message);
        writer.WriteString("request_id", RequestId);
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new("error", Body(error)) { Status = StatusOf(error) };

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => error.Kind == ErrorKinds.Quota ? 400 : error.Status;

    private static (string Code, string Message) Words(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Auth or ErrorKinds.Expired => ("InvalidApiKey", "Invalid API-key provided."),
        ErrorKinds.Forbidden => ("AccessDenied", "Access denied."),
        ErrorKinds.Model => ("ModelNotFound", "Model can not be found."),
        ErrorKinds.Rate => ("Throttling.RateQuota", "Requests rate limit exceeded, please try again later."),
        ErrorKinds.Day => ("Throttling.AllocationQuota", "Allocated quota exceeded, please increase your quota limit."),
        ErrorKinds.Quota => ("Arrearage", "Access denied, please make sure your account is in good standing."),
        ErrorKinds.Content => ("DataInspectionFailed", "Input data may contain inappropriate content."),
        ErrorKinds.Context => ("InvalidParameter", "Range of input length should be [1, 30720]"),
        ErrorKinds.Overloaded => ("ModelUnavailable", "Model is unavailable, please try again later."),
        ErrorKinds.Server => ("InternalError", "An internal error has occured, please try again later or contact service support."),
        _ => ("InvalidParameter", error.Message),
    };
}
