namespace YYC3.Llm.AppHost.Local.Terminal;

/// <summary>Picks what a person wants to see of a service's console: warnings and worse, and what it says on standard error.</summary>
internal sealed class LogLevelFilter
{
    private const int LevelLength = 4;
    private static readonly string[] Levels = ["trce", "dbug", "info", "warn", "fail", "crit"];
    private static readonly string[] Worth = ["warn", "fail", "crit"];

    private bool showing;

    /// <summary>Whether a line is worth showing; the lines of one message belong together.</summary>
    /// <param name="line">The next line of one stream.</param>
    /// <param name="isError">Whether the stream is standard error.</param>
    public bool IsWorthShowing(string line, bool isError)
    {
        var level = line.Length > LevelLength && line[LevelLength] == ':' ? line[..LevelLength] : "";
        if (Levels.Contains(level))
        {
            return showing = Worth.Contains(level);
        }

        // The console logger indents what follows the first line of a message.
        return line.StartsWith(' ') ? showing : showing = isError && line.Length > 0;
    }
}
