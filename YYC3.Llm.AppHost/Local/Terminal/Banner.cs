using Microsoft.Extensions.Configuration;
using YYC3.Llm.AppHost.Embedded;

namespace YYC3.Llm.AppHost.Local.Terminal;

/// <summary>What is said once everything runs: where, with which key, on which stores, and a first question to paste.</summary>
internal static class Banner
{
    /// <summary>Writes it.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="settings">AppHost's settings.</param>
    /// <param name="address">The chat API's address.</param>
    /// <param name="dashboard">The dashboard's address with its login token.</param>
    /// <param name="seconds">How long the start took.</param>
    public static void Write(Screen screen, IConfiguration settings, Uri address, string dashboard, double seconds)
    {
        var api = $"{address.ToString().TrimEnd('/')}/v1";
        var key = settings["Parameters:bootstrap-key"];
        screen.Say();
        screen.Say($"YYC3 LLM is ready, after {seconds:0.0} s.");
        screen.Say();
        screen.Progress("Chat API", api);
        screen.Progress("API key", $"{key}");
        screen.Progress("Dashboard", dashboard);
        screen.Progress("Stores", $"cache: {Store(settings, "cache", "Redis")}; database: {Store(settings, "llmdb", "PostgreSQL")}; vectors: {Store(settings, "vectors", "Qdrant")}");
        screen.Progress("Data", $"{settings["DataDirectory"]}");
        screen.Progress("Runs as", Flavour.Description);
        screen.Say();
        screen.Say("Ask it something:");
        screen.Say();
        screen.Say(Curl(api, $"{key}", OperatingSystem.IsWindows()));
        screen.Say();
        screen.Say("Ctrl-C stops everything; what was stored stays.");
    }

    /// <summary>One line for the shell that asks a first question.</summary>
    /// <param name="api">The address of the API, with <c>/v1</c>.</param>
    /// <param name="key">The API key.</param>
    /// <param name="forWindows">Whether the shell takes double quotes only.</param>
    public static string Curl(string api, string key, bool forWindows)
    {
        const string body = """{"model":"default","messages":[{"role":"user","content":"Hello! Who are you?"}]}""";
        var quoted = forWindows ? $"\"{body.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : $"'{body}'";
        return $"curl {api}/chat/completions -H \"Authorization: Bearer {key}\" -H \"Content-Type: application/json\" -d {quoted}";
    }

    private static string Store(IConfiguration settings, string name, string server) =>
        settings[$"Stores:{name}"]
        ?? (settings.GetConnectionString(name) is not null ? $"{server} (ConnectionStrings:{name})" : name == "llmdb" ? "SQLite files" : "embedded index");
}
