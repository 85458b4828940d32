using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay.Continuing;

/// <summary>Notes which calls want a broken stream carried on: by the header <c>x-yyc3-continue</c>, else by the setting <c>Router:ContinueStreams</c>.</summary>
internal sealed class ContinuationGate(RelayOptions options) : ICallGate, ICallObserver
{
    /// <summary><c>on</c> or <c>off</c>.</summary>
    public const string Header = "x-yyc3-continue";

    public ValueTask<ApiException?> EnterAsync(Call call)
    {
        var wish = call.Context.Request.Headers[Header].ToString();
        if (wish is not ("" or "on" or "off"))
        {
            return ValueTask.FromResult<ApiException?>(ApiException.BadRequest(Header, $"The header {Header} must be on or off, not '{wish}'."));
        }

        if ((wish == "on" || (wish.Length == 0 && options.ContinueStreams)) && IsText(call))
        {
            call.Continuation = new Continuation(call.Body.Memory.ToArray());
            call.Record(call.Continuation);
        }

        return default;
    }

    public void Attempted(Call call, Attempt attempt)
    {
        // The relay itself asks on.
    }

    public void Ended(Call call) => call.Continuation?.Dispose();

    private static bool IsText(Call call) =>
        call is { Operation: var operation, Inbound: null, Head: { Stream: true, Choices: 1 } head }
        && operation == Operation.Chat
        && (head.Needs & (RequestNeeds.Json | RequestNeeds.Audio)) == RequestNeeds.None;
}
