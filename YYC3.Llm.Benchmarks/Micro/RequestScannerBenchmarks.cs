using System.Text.Json;
using BenchmarkDotNet.Attributes;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Benchmarks.Micro;

/// <summary>What Router does to each request before it is sent on: one pass over its bytes.</summary>
[MemoryDiagnoser]
public class RequestScannerBenchmarks
{
    private byte[] body = [];

    /// <summary>Characters of the prompt.</summary>
    [Params(200, 100_000)]
    public int PromptLength { get; set; }

    [GlobalSetup]
    public void Prepare() => body = JsonSerializer.SerializeToUtf8Bytes(new
    {
        model = "default",
        stream = true,
        messages = new[] { new { role = "user", content = string.Concat(Enumerable.Repeat("What is in the manual? 手册里有什么？", PromptLength / 30)) } },
    });

    [Benchmark]
    public bool Scan() => RequestScanner.Scan(Operation.Chat, body, out _) is null;
}
