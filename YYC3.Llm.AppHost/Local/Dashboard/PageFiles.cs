using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.AppHost.Local.Dashboard;

/// <summary>The files of <c>Page/</c>, which are resources of this assembly: there is nothing to deploy or to lose.</summary>
internal static class PageFiles
{
    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();

    /// <summary>Writes a file, such as <c>assets/app.css</c>; 404 when there is none of that name.</summary>
    public static async Task WriteAsync(HttpContext context, string name)
    {
        if (!Files.TryGetValue(name, out var bytes))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            files[resource[Prefix.Length..].Replace('\\', '/')] = copy.ToArray(); // Built on Windows, the names have backslashes.
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
