using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Wenxin;

/// <summary>ERNIE's errors: <c>{"error_code","error_msg"}</c> with HTTP 200.</summary>
internal sealed class WenxinErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "wenxin";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        var (code, message) = Words(error);
        writer.WriteStartObject();
        writer.WriteNumber("error_code", code);
        writer.WriteString("error_msg", message);
        writer.WriteString("id", "as-sim");
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Body(error));

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => StatusCodes.Status200OK;

    private static (int Code, string Message) Words(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Auth => (110, "Access token invalid or no longer valid"),
        ErrorKinds.Expired => (111, "Access token expired"),
        ErrorKinds.Forbidden => (6, "No permission to access data"),
        ErrorKinds.Model => (3, "Unsupported openapi method"),
        ErrorKinds.Rate => (336501, "Rate limit reached for RPM"),
        ErrorKinds.Day => (17, "Open api daily request limit reached"),
        ErrorKinds.Quota => (19, "Open api total request limit reached"),
        ErrorKinds.Content => (336104, "user input is unsafe"),
        ErrorKinds.Context => (336103, "the max input characters is 20000"),
        ErrorKinds.Overloaded => (336100, "the server is busy, please try again"),
        ErrorKinds.Server => (336000, "Internal error"),
        _ when error.Code is not null && int.TryParse(error.Code, out var own) => (own, error.Message),
        _ => (336001, "Invalid argument: " + error.Message),
    };
}
