namespace YYC3.Llm.Router.Health;

/// <summary>Where a local Ollama is, from <c>OLLAMA_HOST</c> as Ollama itself reads it: <c>host</c>, <c>host:port</c>, <c>:port</c> or a URL.</summary>
internal static class OllamaAddress
{
    private const int DefaultPort = 11434;

    /// <summary>The address without a slash at its end; null when the setting makes none.</summary>
    public static Uri? Parse(string? host)
    {
        var text = host?.Trim() is { Length: > 0 } given ? given : "127.0.0.1";
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (text.StartsWith(':'))
        {
            text = "127.0.0.1" + text;
        }

        if (!Uri.TryCreate(hasScheme ? text : "http://" + text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var builder = new UriBuilder(url) { Path = url.AbsolutePath.TrimEnd('/') };
        if (!hasScheme && url.IsDefaultPort && !text.EndsWith(":80", StringComparison.Ordinal))
        {
            builder.Port = DefaultPort;
        }

        // To listen on every address is a server's setting; a client calls this host.
        if (builder.Host is "0.0.0.0" or "[::]")
        {
            builder.Host = "127.0.0.1";
        }

        return builder.Uri;
    }
}
