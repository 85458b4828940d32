using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Shadow;

/// <summary>A copy that waits.</summary>
/// <param name="Operation">What the caller asked for.</param>
/// <param name="Body">The copied body; whoever takes the job disposes it.</param>
/// <param name="Head">What was found in it.</param>
/// <param name="Model">Who is to answer.</param>
/// <param name="Caller">Whose call was copied.</param>
/// <param name="Running">The experiment.</param>
internal sealed record ShadowJob(Operation Operation, RequestBody Body, RequestHead Head, Model Model, CallerIdentity Caller, RunningExperiment Running);
