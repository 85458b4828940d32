namespace YYC3.Llm.Tests.Testing;

/// <summary>The databases that RagService runs on, for tests that hold on both.</summary>
public static class RagBackends
{
    public static TheoryData<string> All => ["sqlite", "postgres"];

    /// <summary>A host on a new database.</summary>
    internal static async Task<RagHost> StartAsync(string backend, IReadOnlyDictionary<string, string>? settings = null)
    {
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>());
        if (backend == "postgres")
        {
            all["ConnectionStrings:llmdb"] = await PostgresServer.NewDatabaseAsync();
        }

        return await RagHost.StartAsync(new RagHostOptions { Settings = all });
    }
}
