using System.Text;
using BenchmarkDotNet.Attributes;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Benchmarks.Micro;

/// <summary>Cutting a stream of 64 events into blocks, from reads of different sizes.</summary>
[MemoryDiagnoser]
public class SseFramerBenchmarks
{
    private byte[] stream = [];

    /// <summary>Bytes of each read.</summary>
    [Params(64, 4096)]
    public int ReadSize { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var text = new StringBuilder();
        for (var index = 0; index < 64; index++)
        {
            text.Append($$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1795411223,"model":"glm-5.2","choices":[{"index":0,"delta":{"content":"第{{index}}段"},"finish_reason":null}]}""").Append("\n\n");
        }

        stream = Encoding.UTF8.GetBytes(text.Append("data: [DONE]\n\n").ToString());
    }

    [Benchmark]
    public int Frame()
    {
        using var framer = new SseFramer();
        var blocks = 0;
        for (var read = 0; read < stream.Length; read += ReadSize)
        {
            framer.Append(stream.AsSpan(read, Math.Min(ReadSize, stream.Length - read)));
            while (framer.TryRead(out _))
            {
                blocks++;
            }
        }

        return blocks;
    }
}
