using System.Globalization;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>What a script gave a fault.</summary>
/// <param name="Value">The text after the colon, or null.</param>
/// <param name="At">How many events are sent before the fault strikes, or null for half of them.</param>
internal readonly record struct FaultArgument(string? Value, int? At)
{
    /// <summary>The place in a stream of so many events.</summary>
    public int Place(int events) => Math.Clamp(At ?? events / 2, 0, events);

    /// <summary>The value as a whole number between two bounds, or the default when there is none.</summary>
    /// <exception cref="ScriptException">It is no such number.</exception>
    public int Number(string fault, int fallback, int least, int most)
    {
        if (Value is null)
        {
            return fallback;
        }

        return int.TryParse(Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new ScriptException($"'{fault}:{Value}' is not a whole number from {least} to {most}.");
    }
}
