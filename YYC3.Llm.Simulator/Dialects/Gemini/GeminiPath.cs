using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Model and method of <c>models/{model}:{method}</c>; a model's script may hold colons itself, so the last one counts.</summary>
internal static class GeminiPath
{
    /// <summary>The method, or an empty text.</summary>
    public static string Method(HttpRequest request) => Call(request) is var call && call.LastIndexOf(':') is var at && at >= 0 ? call[(at + 1)..] : "";

    /// <summary>The model.</summary>
    /// <exception cref="ScriptException">There is none.</exception>
    public static string Model(HttpRequest request) =>
        Call(request) is var call && call.LastIndexOf(':') is > 0 and var at ? call[..at] : throw new ScriptException("The path names no model.");

    private static string Call(HttpRequest request) => request.RouteValues["call"] as string ?? "";
}
