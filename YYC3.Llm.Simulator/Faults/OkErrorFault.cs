using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>An error with HTTP status 200: as the body of a plain call, as the first event of a stream, or as a plain body where a stream was asked for.</summary>
internal sealed class OkErrorFault : IFault
{
    /// <inheritdoc/>
    public string Name => "ok-error";

    /// <inheritdoc/>
    public string Summary => "status 200 with an error in the body; in a stream as its only event, or with 'body' as plain JSON";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["ok-error", "ok-error=body"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        var error = SimulatedError.OfStatus(500);
        if (draft.IsStream && argument.Value != "body")
        {
            draft.Whole = false;
            draft.Events = [draft.Errors.Event(error, draft.Script.Model)];
        }
        else
        {
            draft.Fail(error);
            draft.Status = StatusCodes.Status200OK;
        }
    }
}
