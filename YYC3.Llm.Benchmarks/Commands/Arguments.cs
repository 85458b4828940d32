using System.Globalization;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>The options of a command: pairs of <c>--name value</c>, each checked, unknown ones refused.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>Reads the options.</summary>
    /// <param name="args">The command line behind the command.</param>
    /// <param name="known">The names the command knows, without dashes.</param>
    /// <exception cref="UsageException">An option is not known or lacks its value.</exception>
    public Arguments(IReadOnlyList<string> args, params IReadOnlyList<string> known)
    {
        for (var index = 0; index < args.Count; index += 2)
        {
            var name = args[index].StartsWith("--", StringComparison.Ordinal) ? args[index][2..] : "";
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw new UsageException($"'{args[index]}' is not an option of this command; there are {string.Join(", ", known.Select(option => "--" + option))}.");
            }

            values[name] = index + 1 < args.Count ? args[index + 1] : throw new UsageException($"'--{name}' lacks its value.");
        }
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string name) => values.GetValueOrDefault(name);

    /// <summary>A text that must be there.</summary>
    /// <exception cref="UsageException">It is not.</exception>
    public string Required(string name) => Text(name) ?? throw new UsageException($"'--{name}' is missing.");

    /// <summary>A list with commas between its items; empty when the option is missing.</summary>
    public IReadOnlyList<string> List(string name) => Text(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>A whole number between two bounds.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public int Number(string name, int fallback, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new UsageException($"'--{name} {text}' is not a whole number from {least} to {most}.");
    }

    /// <summary>Headers, written <c>name=value</c> with commas between them.</summary>
    /// <exception cref="UsageException">One lacks its value.</exception>
    public IReadOnlyDictionary<string, string> Headers(string name) => List(name).Select(pair => pair.Split('=', 2)).ToDictionary(
        pair => pair[0],
        pair => pair.Length == 2 ? pair[1] : throw new UsageException($"'--{name} {pair[0]}' lacks '=value'."),
        StringComparer.OrdinalIgnoreCase);
}
