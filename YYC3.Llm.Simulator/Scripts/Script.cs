using System.Globalization;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>What one call asked the simulator to do: which answer, with which parameters, and what goes wrong on the way.</summary>
/// <param name="Model">The model exactly as the caller named it; answers repeat it.</param>
/// <param name="Answer">The name of the <see cref="Answers.IAnswer"/>.</param>
/// <param name="Parameters">All parameters by name, percent-decoded.</param>
/// <param name="Faults">The faults in the order written.</param>
internal sealed record Script(string Model, string Answer, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<ScriptedFault> Faults)
{
    /// <summary>The script of a request that could not be read.</summary>
    public static readonly Script Empty = new("", "text", new Dictionary<string, string>(StringComparer.Ordinal), []);

    /// <summary>Scripts are equal when they are the same instance: the reader hands out one for each text, so that bytes can be kept by it.</summary>
    public bool Equals(Script? other) => ReferenceEquals(this, other);

    /// <summary>Whether calls are limited: known beforehand, so that those that are not pay nothing.</summary>
    public bool IsLimited { get; } = Parameters.ContainsKey("limit");

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <summary>A text parameter, or null when it was not given.</summary>
    public string? Text(string name) => Parameters.GetValueOrDefault(name);

    /// <summary>A whole number of at least <paramref name="least"/>, or the default when it was not given.</summary>
    /// <exception cref="ScriptException">It is no such number.</exception>
    public int Number(string name, int fallback, int least = 0)
    {
        if (!Parameters.TryGetValue(name, out var text))
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw new ScriptException($"'{name}={text}' is not a whole number of at least {least}.");
    }

    /// <summary>A share between 0 and 1, or the default when it was not given.</summary>
    /// <exception cref="ScriptException">It is no such number.</exception>
    public double Share(string name, double fallback)
    {
        if (!Parameters.TryGetValue(name, out var text))
        {
            return fallback;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1
            ? value
            : throw new ScriptException($"'{name}={text}' is not a number from 0 to 1.");
    }

    /// <summary>A length of time (<c>250ms</c>, <c>1.5s</c>, <c>2m</c>), or zero when it was not given.</summary>
    /// <exception cref="ScriptException">It is none.</exception>
    public TimeSpan Duration(string name) => Parameters.TryGetValue(name, out var text) ? Durations.Parse(name, text) : TimeSpan.Zero;
}
