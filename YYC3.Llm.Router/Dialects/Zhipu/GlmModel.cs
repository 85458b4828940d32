using System.Globalization;
using System.Text.RegularExpressions;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>What a GLM model can, told by the version in its name.</summary>
/// <param name="Version">Such as 4.7; 0.0 for names without one.</param>
internal readonly partial record struct GlmModel(Version Version)
{
    private static readonly Version V45 = new(4, 5), V47 = new(4, 7), V52 = new(5, 2), V53 = new(5, 3);

    /// <summary>Whether thinking can be switched (<c>thinking.type</c>): from GLM-4.5 on, until 5.3.</summary>
    public bool SwitchesThinking => Version >= V45 && Version < V53;

    /// <summary>Whether it always thinks, and takes <c>reasoning_effort</c> low, high or max: GLM-5.3, and what comes after it until we know better.</summary>
    public bool TakesEffort => Version >= V53;

    /// <summary>Whether it streams a tool call's arguments in pieces when told so (<c>tool_stream</c>): GLM-4.7, 5, 5.1 and 5.2.</summary>
    public bool StreamsTools => Version >= V47 && Version <= V52;

    /// <summary>Reads a name such as <c>glm-4.7-flash</c>, <c>glm-4.5v</c>, <c>GLM-5</c>.</summary>
    public static GlmModel Of(string name)
    {
        var match = Form().Match(name);
        return new GlmModel(match.Success
            ? new Version(Number(match.Groups[1]), match.Groups[2].Success ? Number(match.Groups[2]) : 0)
            : new Version(0, 0));

        static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\Aglm-(\d{1,2})(?:\.(\d{1,2}))?(?!\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
