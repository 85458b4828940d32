using System.Diagnostics.Metrics;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Telemetry;

namespace YYC3.Llm.Router.Experiments;

/// <summary>What operators see of experiments: arms in the calls' spans, and counters.</summary>
internal sealed class ExperimentTelemetry
{
    private readonly Counter<long> assigned;
    private readonly Counter<long> copied;

    public ExperimentTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(RouterTelemetry.SourceName);
        assigned = meter.CreateCounter<long>("yyc3.experiments.calls", "{call}", "Calls that took part in an experiment, by arm.");
        copied = meter.CreateCounter<long>("yyc3.experiments.shadow.calls", "{call}", "Copies for shadow arms, by what became of them: sent, dropped.");
    }

    public void Assigned(Call call, CallArm arm)
    {
        var experiment = arm.Running.Experiment.Id;
        assigned.Add(1, new("yyc3.experiment", experiment), new("yyc3.arm", arm.ArmId));
        if (call.Activity is { IsAllDataRequested: true } activity)
        {
            activity.SetTag("yyc3.experiment", experiment);
            activity.SetTag("yyc3.arm", arm.ArmId);
        }
    }

    /// <summary>A copy was sent, or dropped because too many waited.</summary>
    public void Copied(string experiment, bool wasSent) => copied.Add(1, new("yyc3.experiment", experiment), new("yyc3.outcome", wasSent ? "sent" : "dropped"));
}
