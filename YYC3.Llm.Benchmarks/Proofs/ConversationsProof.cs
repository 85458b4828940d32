using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Measuring;
using YYC3.Llm.ChatApi;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>Many long conversations are opened, listed and searched without delay.</summary>
internal sealed class ConversationsProof : IProof
{
    private const string Key = "sk-yyc3-00000000000000000000000000000000000000000000proof";
    private const string Path = "/v1/conversations";

    private static readonly TimeSpan Bar = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Chinese = ["分布式系统的一致性", "请介绍机器学习模型", "今天的天气很好", "数据库索引如何设计", "人工智能改变世界", "编写单元测试的方法", "网络安全与加密", "向量检索和重排"];

    /// <inheritdoc/>
    public string Name => "conversations";

    /// <inheritdoc/>
    public string Summary => "conversations [--postgres <connection string>] [--conversations 1000] [--items 200] [--requests 1000] [--callers 2]: opening, listing and searching each below 50 ms at p99";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "postgres", "conversations", "items", "requests", "callers");
        var (count, items, requests, callers) = (
            options.Number("conversations", 1000, 1, 100_000), options.Number("items", 200, 1, 10_000), options.Number("requests", 1000, 10, 1_000_000), options.Number("callers", 2, 1, 64));
        var directory = Directory.CreateTempSubdirectory("yyc3-proof-");
        string[] settings =
        [
            "--urls=http://127.0.0.1:0", "--InternalKey=proof-internal-key", "--BootstrapKey=" + Key, "--DataDirectory=" + directory.FullName,
            "--services:router:http:0=http://127.0.0.1:1", "--services:ragservice:http:0=http://127.0.0.1:1", "--Logging:LogLevel:Default=Error",
            .. options.Text("postgres") is { } postgres ? ["--ConnectionStrings:llmdb=" + postgres] : Array.Empty<string>(),
        ];
        await using var service = ChatApiService.Build(settings);
        await service.StartAsync(cancellationToken);
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
            var started = TimeProvider.System.GetTimestamp();
            var ids = await FillAsync(client, count, items, callers, cancellationToken);
            Console.WriteLine($"{count} conversations of {items} items stored in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F1} s on {(options.Text("postgres") is null ? "SQLite" : "PostgreSQL")}");
            return await MeasureAsync(client, ids, requests, callers, cancellationToken) ? 0 : 1;
        }
        finally
        {
            await service.StopAsync(cancellationToken);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string[]> FillAsync(HttpClient client, int count, int items, int callers, CancellationToken cancellationToken)
    {
        var ids = new string[count];
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (number, cancel) =>
        {
            using var content = new StringContent(Export(number, items), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(Path + "/import", content, cancel);
            var body = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancel))!;
            ids[number] = (string)body["data"]![0]!["id"]!;
        });
        return ids;
    }

    private static async Task<bool> MeasureAsync(HttpClient client, string[] ids, int requests, int callers, CancellationToken cancellationToken)
    {
        var holds = true;
        (string Name, Func<int, string[]> Paths)[] kinds =
        [
            ("opening (conversation and its newest 100 items)", i => [$"{Path}/{ids[i * 7919 % ids.Length]}", $"{Path}/{ids[i * 7919 % ids.Length]}/items?limit=100"]),
            ("listing (20 conversations)", i => [i % 2 == 0 ? Path : $"{Path}?after={ids[i * 7919 % ids.Length]}"]),
            ("search, a word in all conversations", _ => [$"{Path}/search?q=common"]),
            ("search, two words in all conversations", _ => [$"{Path}/search?q={Uri.EscapeDataString("common 系统")}"]),
            ("search, a word of one conversation", i => [$"{Path}/search?q=rare{i * 7919 % ids.Length}"]),
            ("search, Chinese phrases", i => [$"{Path}/search?q={Uri.EscapeDataString(Chinese[i % Chinese.Length])}"]),
        ];
        foreach (var (name, paths) in kinds)
        {
            var times = new LatencyHistogram();
            for (var i = 0; i < 20; i++)
            {
                await AskAsync(client, paths(i), cancellationToken); // The first calls compile the code.
            }

            await Parallel.ForEachAsync(Enumerable.Range(0, requests), new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (i, cancel) =>
            {
                var started = TimeProvider.System.GetTimestamp();
                await AskAsync(client, paths(i), cancel);
                times.Add(TimeProvider.System.GetElapsedTime(started));
            });
            Console.WriteLine($"{name}: p50 {times.Percentile(0.5).TotalMilliseconds:F1} ms, p99 {times.Percentile(0.99).TotalMilliseconds:F1} ms, largest {times.Largest.TotalMilliseconds:F1} ms");
            holds &= times.Percentile(0.99) < Bar;
        }

        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds;
    }

    private static async Task AskAsync(HttpClient client, string[] paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path, cancellationToken);
            answer.EnsureSuccessStatusCode();
        }
    }

    // Words as they are spread in texts: few in all of them, most in few.
    private static string Export(int number, int items)
    {
        var list = new JsonArray();
        var state = ((uint)number * 2654435761u) + 1;
        for (var i = 0; i < items; i++)
        {
            var text = new StringBuilder(i == 0 ? $"common rare{number} " : "");
            for (var word = 0; word < 40; word++)
            {
                state = (state * 1664525) + 1013904223;
                var share = (state >> 8) / (double)(1 << 24);
                text.Append($"word{(int)(20_000 * share * share * share)} ");
            }

            text.Append(Chinese[(number + i) % Chinese.Length]);
            var role = i % 2 == 0 ? "user" : "assistant";
            list.Add(new JsonObject { ["parent_id"] = i == 0 ? null : $"msg_{i - 1}", ["item"] = new JsonObject { ["id"] = $"msg_{i}", ["type"] = "message", ["role"] = role, ["content"] = text.ToString() } });
        }

        return new JsonObject { ["object"] = "conversation.export", ["conversation"] = new JsonObject(), ["items"] = list }.ToJsonString();
    }
}
