using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>Gives calls of models with an experiment their arm, before anybody is asked.</summary>
internal sealed class ExperimentGate(RunningExperiments running, ExperimentTelemetry telemetry) : ICallGate
{
    /// <summary>The header of an answer that says <c>experiment/arm</c>.</summary>
    public const string Header = "x-yyc3-experiment";

    public ValueTask<ApiException?> EnterAsync(Call call)
    {
        if (running.Find(call.Model) is { } experiment)
        {
            Assign(call, experiment);
        }

        return default;
    }

    private void Assign(Call call, RunningExperiment running)
    {
        var experiment = running.Experiment;
        var plans = running.PlansFor(call.Model);
        if (plans.Shadow is { } shadow && call.Operation.InputField is not null)
        {
            call.Notes.Set(new Shadow.ShadowNote(running, shadow));
        }

        if (experiment.Definition.Unit.Of(call.Caller, call.RequestId) is not { } unit
            || Assignment.Of(experiment.Id, experiment.Definition, call.Caller.Tenant.Value, unit) is not { } assigned
            || plans.Arms[assigned.Arm] is not { } plan)
        {
            return;
        }

        call.Model = plan;
        call.Facts.Detailed = true; // The answer's id, by which feedback may name the call.
        var arm = new CallArm(running, assigned.Arm, assigned.Group);
        call.Notes.Set(arm);
        call.Context.Response.Headers[Header] = running.HeaderValues[assigned.Arm];
        telemetry.Assigned(call, arm);
    }
}
