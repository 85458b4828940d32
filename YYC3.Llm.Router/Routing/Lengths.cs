using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing;

/// <summary>Whether a request goes into a model's context window.</summary>
internal static class Lengths
{
    /// <summary>How much of the estimate is believed: it may be too high by a third.</summary>
    private const double Sure = 0.75;

    /// <summary>Whether prompt and answer are surely longer together than the window; false where no window is declared.</summary>
    public static bool IsTooLong(Model model, in RequestHead head) =>
        model.Definition.ContextWindow is { } window && (head.PromptTokens * Sure) + head.MaxTokens > window;
}
