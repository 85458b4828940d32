using System.Buffers;
using System.Text;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Wire;
using YYC3.Llm.Tests.Router.Dialects.Wenxin;
using YYC3.Llm.Tests.Router.Dialects.Zhipu;

namespace YYC3.Llm.Tests.Router.Dialects.Shaped;

/// <summary>Nothing that a provider sends makes a translation throw.</summary>
public sealed class AnyBytesTests
{
    private static readonly DialectRegistry Dialects =
        new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider().GetRequiredService<DialectRegistry>();

    private static readonly string[] Whole =
    [
        ZhipuSamples.Completion, ZhipuSamples.ToolCall, WenxinSamples.Completion, WenxinSamples.FunctionCall, WenxinSamples.Error(110),
        """{"id":7,"data":[{"embedding":["x",1e999,null]},7],"usage":{"prompt_tokens":"many"},"result":7,"function_call":{"name":7,"arguments":[1]},"error_code":{}}""",
    ];

    [Property(MaxTest = 500)]
    public void Translations_ReadAnyBytes(byte[]? bytes, byte pick, byte cut, bool text)
    {
        var sample = Encoding.UTF8.GetBytes(Whole[pick % Whole.Length]);
        var data = text ? sample.AsMemory(0, sample.Length - (sample.Length * cut / 255)) : bytes ?? [];
        if (text && bytes is { Length: > 0 } && data.Length > 0)
        {
            data = data.ToArray();
            sample = [.. data.Span];
            sample[bytes[0] * sample.Length / 256] = bytes[^1];
            data = sample;
        }

        foreach (var name in new[] { DialectNames.Zhipu, DialectNames.Wenxin })
        {
            var dialect = Dialects.Get(name);
            var provider = new Provider("p", dialect, "http://127.0.0.1", [], [], Deadlines.Default, [], []);
            var deployment = new Deployment(provider, new DeploymentDefinition("p", "m", 1, 0, [], [], null));
            foreach (var operation in Operation.All)
            {
                if (dialect.Translation(operation) is { } translation)
                {
                    var request = new CallerRequest(operation, "{\"input\":[\"x\"],\"messages\":[]}"u8.ToArray(), deployment, operation.Streams, true, "chatcmpl-1", 1);
                    foreach (var status in new[] { 200, 429 })
                    {
                        var failure = translation.ReadAnswer(request, status, data.Span, new AnswerFacts { Detailed = true }, new ArrayBufferWriter<byte>());
                        Assert.True(status == 200 || failure is not null);
                    }

                    if (operation.Streams)
                    {
                        var stream = translation.BeginStream(request);
                        var block = new SseEvent(data, data, default, true, true);
                        stream.Read(block, new AnswerFacts { Detailed = true }, new ArrayBufferWriter<byte>(), out _);
                        stream.Read(block, new AnswerFacts { Detailed = true }, new ArrayBufferWriter<byte>(), out _);
                        Assert.False(stream.End(new AnswerFacts(), new ArrayBufferWriter<byte>()));
                    }
                }
            }
        }
    }
}
