using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Models;

/// <summary>Whether a model takes calls, in one word.</summary>
internal static class ModelStatus
{
    /// <summary><c>active</c>, <c>disabled</c> (switched off) or <c>unconfigured</c> (variables are missing).</summary>
    public static string Of(Model model) => model.IsActive ? "active"
        : !model.Definition.Enabled || (model.Deployments.Count > 0 && model.Deployments.All(deployment => deployment.Provider.IsDisabled)) ? "disabled"
        : "unconfigured";
}
