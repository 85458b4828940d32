using System.Diagnostics;
using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>The options that several commands read: where to, and which processes to watch.</summary>
internal static class TargetArguments
{
    /// <summary>The service that <c>--url</c>, <c>--key</c> and <c>--header</c> name.</summary>
    /// <exception cref="UsageException">The URL is none of this machine's own.</exception>
    public static LoadTarget Target(this Arguments options)
    {
        var text = options.Required("url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || !url.IsLoopback)
        {
            throw new UsageException($"'--url {text}' is not a plain http address on loopback; load stays on this machine.");
        }

        var headers = new Dictionary<string, string>(options.Headers("header"), StringComparer.OrdinalIgnoreCase);
        if (options.Text("key") is { } key)
        {
            headers["Authorization"] = "Bearer " + key;
        }

        return new LoadTarget(url, headers);
    }

    /// <summary>The processes that an option lists.</summary>
    /// <exception cref="UsageException">One of them does not run.</exception>
    public static IReadOnlyList<int> Pids(this Arguments options, string name) => [.. options.List(name).Select(text =>
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(text));
            return process.Id;
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new UsageException($"'--{name} {text}': no such process runs.");
        }
    })];
}
