using System.Text.RegularExpressions;
using YYC3.Llm.Router.Dialects.Shaped;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>
/// OpenAI's reasoning models do not take <c>max_tokens</c>: it is deprecated in favor of <c>max_completion_tokens</c> and not compatible with the
/// o-series (https://platform.openai.com/docs/api-reference/chat/create, max_tokens), and GPT-5 models refuse it as an unsupported parameter.
/// Both bound the same, so nobody is warned.
/// </summary>
internal static partial class ReasoningModels
{
    private static readonly IRequestRule[] Renamed = [new RenameField("max_tokens", "max_completion_tokens", null)];

    /// <summary>The rules for a model of OpenAI's, by its name.</summary>
    public static IReadOnlyList<IRequestRule> Rules(string model) => Form().IsMatch(model) ? Renamed : [];

    [GeneratedRegex(@"\A(o\d|gpt-5)(?![\d])", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
