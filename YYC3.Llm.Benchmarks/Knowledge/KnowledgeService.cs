using YYC3.Llm.Benchmarks.Comparison;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Benchmarks.Knowledge;

/// <summary>A RagService of our own, on a data directory of our own.</summary>
internal static class KnowledgeService
{
    private const string Key = "proof-internal-key-0123456789abcdef";

    /// <summary>Starts one and waits until it answers.</summary>
    public static async Task<Child> StartAsync(DirectoryInfo directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var service = Rig.Launch("YYC3.Llm.RagService", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["InternalKey"] = Key,
            ["DataDirectory"] = directory.FullName,
            ["Logging__Console__LogLevel__Default"] = "None",
        }, time);
        await service.WaitUntilHealthyAsync(cancellationToken);
        return service;
    }

    /// <summary>A caller of it.</summary>
    public static HttpClient Client(Child service, TimeSpan patience)
    {
        var client = new HttpClient { BaseAddress = service.Url, Timeout = patience };
        client.DefaultRequestHeaders.Add(CallerHeaders.Internal, Key);
        client.DefaultRequestHeaders.Add(CallerHeaders.Tenant, "proj_proof");
        return client;
    }
}
