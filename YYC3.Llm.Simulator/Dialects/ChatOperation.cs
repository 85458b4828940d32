using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>What the chat operations of all dialects share: the answer is composed here, the dialect only writes it.</summary>
internal abstract class ChatOperation(AnswerRegistry answers, IErrorWriter errors) : IOperation
{
    /// <inheritdoc/>
    public IErrorWriter Errors => errors;

    /// <inheritdoc/>
    public virtual SimulatedError? Authorize(HttpRequest request, string? apiKey) => Credentials.Bearer(request, apiKey);

    /// <inheritdoc/>
    public virtual EventFormat FormatOf(RequestHead head) => EventFormat.Usual;

    /// <inheritdoc/>
    public virtual void WriteLimits(IHeaderDictionary headers, RateState state)
    {
    }

    /// <inheritdoc/>
    public bool ReadsBody(Script script) => answers.Get(script.Answer).ReadsPrompt;

    /// <inheritdoc/>
    public void Render(Draft draft, RequestHead head, ReadOnlyMemory<byte> body)
    {
        var source = answers.Get(draft.Script.Answer);
        var answer = source.Compose(draft.Script, source.ReadsPrompt ? ReadPrompt(body) : null);
        answer = draft.BendAnswer?.Invoke(answer) ?? answer;
        draft.Usage = answer.Usage;
        if (head.Stream)
        {
            RenderStream(draft, head, answer);
        }
        else
        {
            draft.Reported = draft.UsageAt(EventPlace.Plain, answer.Usage);
            RenderPlain(draft, head, answer);
        }
    }

    /// <inheritdoc/>
    public abstract RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body);

    /// <inheritdoc/>
    public abstract Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head);

    /// <summary>Reads what answers may want to know.</summary>
    protected abstract Prompt ReadPrompt(ReadOnlyMemory<byte> body);

    /// <summary>Writes the answer as events, the terminal one included.</summary>
    protected abstract void RenderStream(Draft draft, RequestHead head, Answer answer);

    /// <summary>Writes the answer as one body.</summary>
    protected abstract void RenderPlain(Draft draft, RequestHead head, Answer answer);
}
