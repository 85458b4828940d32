using System.Globalization;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>Lengths of time as scripts write them.</summary>
internal static class Durations
{
    /// <summary>Reads <c>5ms</c>, <c>1.5s</c>, <c>2m</c> or <c>0</c>; at most an hour.</summary>
    /// <exception cref="ScriptException">The text is none of these.</exception>
    public static TimeSpan Parse(string name, string text)
    {
        var (digits, unit) = text switch
        {
            "0" => ("0", 0d),
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1d),
            _ when text.EndsWith('s') => (text[..^1], 1_000d),
            _ when text.EndsWith('m') => (text[..^1], 60_000d),
            _ => ("", 0d),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit <= 3_600_000
            ? TimeSpan.FromMilliseconds(value * unit)
            : throw new ScriptException($"'{name}={text}' is not a length of time; write 250ms, 1.5s or 2m, at most an hour.");
    }
}
