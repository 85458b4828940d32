using System.Data.Common;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>Where Qdrant's REST API is: connection string <c>vectors_http</c>, else <c>vectors</c>, as <c>Endpoint=http://host:6333;Key=…</c> or a plain URL.</summary>
/// <param name="Endpoint">The address.</param>
/// <param name="Key">The API key; null: none.</param>
internal sealed record QdrantAddress(Uri Endpoint, string? Key)
{
    /// <summary>The address that is configured; null: there is none.</summary>
    /// <exception cref="StartupException">It cannot be read.</exception>
    public static QdrantAddress? Find(IConfiguration configuration)
    {
        if ((configuration.GetConnectionString("vectors_http") ?? configuration.GetConnectionString("vectors")) is not { Length: > 0 } text)
        {
            return null;
        }

        string? key = null;
        var address = text;
        if (!text.Contains("://", StringComparison.Ordinal) || text.Contains('=', StringComparison.Ordinal))
        {
            try
            {
                var parts = new DbConnectionStringBuilder { ConnectionString = text };
                address = parts.TryGetValue("Endpoint", out var endpoint) ? endpoint.ToString() : null;
                key = parts.TryGetValue("Key", out var found) ? found.ToString() : null;
            }
            catch (ArgumentException)
            {
                address = null;
            }
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? new QdrantAddress(url, string.IsNullOrEmpty(key) ? null : key)
            : throw new StartupException("The connection string of Qdrant cannot be read. Set ConnectionStrings:vectors_http to 'Endpoint=http://host:6333;Key=…' (the port of the REST API, not of gRPC).");
    }
}
