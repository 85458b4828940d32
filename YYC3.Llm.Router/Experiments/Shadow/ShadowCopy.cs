using YYC3.Llm.Router.Experiments.Assignment;

namespace YYC3.Llm.Router.Experiments.Shadow;

/// <summary>The note on a call that is a copy: nobody waits for its answer.</summary>
/// <param name="Running">The experiment.</param>
internal sealed record ShadowCopy(RunningExperiment Running);
