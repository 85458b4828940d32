using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Assignment;

namespace YYC3.Llm.Router.Experiments.Shadow;

/// <summary>The note on a call that may be copied when it has ended.</summary>
/// <param name="Running">The experiment.</param>
/// <param name="Model">Who answers the copy.</param>
internal sealed record ShadowNote(RunningExperiment Running, Model Model);
