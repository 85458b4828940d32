using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Experiments.Shadow;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>Notes what became of calls that take part, and hands those to be copied to the shadow.</summary>
internal sealed class ExperimentObserver(OutcomeRecorder recorder, ShadowQueue shadows, TimeProvider time) : ICallObserver
{
    public void Attempted(Call call, Attempt attempt)
    {
        // The call's end tells it all.
    }

    public void Ended(Call call)
    {
        // Refused, nobody was asked; from the cache, no arm answered.
        if (call.End is CallEnd.Refused or CallEnd.Cached)
        {
            return;
        }

        if (call.Notes.Get<CallArm>() is { } arm)
        {
            Record(call, arm.Running, arm.ArmId, arm.Group, keepCall: true);
        }

        if (call.Notes.Get<ShadowCopy>() is { } copy)
        {
            Record(call, copy.Running, ShadowDefinition.ArmId, 0, keepCall: false);
        }
        else if (call.Notes.Get<ShadowNote>() is { } note)
        {
            shadows.Offer(call, note);
        }
    }

    /// <summary>What came of a call.</summary>
    public static Outcome Read(Call call, TimeProvider time)
    {
        var isWhole = call.End == CallEnd.Completed;
        var failed = Failed(call);
        return new Outcome
        {
            Latency = isWhole ? time.GetElapsedTime(call.Started).TotalSeconds : null,
            FirstToken = call.FirstToken != 0 ? time.GetElapsedTime(call.Started, call.FirstToken).TotalSeconds : null,
            Cost = failed is not null && call.Notes.Get<CallCost>() is { } cost ? (double)cost.Amount : null,
            Failed = failed,
            OutputTokens = isWhole && call.Facts.OutputTokens >= 0 ? call.Facts.OutputTokens : null,
        };
    }

    /// <summary>
    /// An arm has failed where its first choice did not answer: that another one stepped in is the failover's merit, and so it is where
    /// routing spared the arm's deployments because they had failed before. A request that is wrong says nothing about an arm; neither does a caller who left before anybody failed.
    /// </summary>
    private static bool? Failed(Call call)
    {
        if (call.End == CallEnd.UpstreamError)
        {
            return call.Failure?.Class == FailureClass.Caller ? null : true;
        }

        return (call.Failed is [var first, ..] && first.Candidate.Deployment != call.Candidate?.Deployment)
            || (call.Candidate is { } answered && !call.Model.Owns(answered.Deployment));
    }

    // What a provider calls its answers is not ours to trust: only what looks like an id is kept.
    private static string? CompletionId(Call call) =>
        call.Facts.Id is { Length: > 0 and <= 256 } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~') ? id : null;

    private void Record(Call call, RunningExperiment running, string arm, int group, bool keepCall) => recorder.Record(
        new AssignedCall(call.Caller.Tenant.Value, call.RequestId, CompletionId(call), running.Experiment.Id, arm, group, time.GetUtcNow().ToMicroseconds()), Read(call, time), keepCall);
}
