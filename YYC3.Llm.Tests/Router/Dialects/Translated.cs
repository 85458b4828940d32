using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>One dialect's translation of one operation, as the real host registers it.</summary>
internal sealed class Translated(string dialectName, string model, Operation? operation = null, string? deploymentBody = null)
{
    private readonly IDialect dialect = new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider().GetRequiredService<DialectRegistry>().Get(dialectName);

    public RequestWarnings Warnings { get; } = new();

    public AnswerFacts Facts { get; } = new() { Detailed = true };

    /// <summary>The provider's request.</summary>
    public JsonElement Request(string body, bool stream = false)
    {
        Assert.Null(Write(body, stream, out var written));
        return JsonDocument.Parse(written).RootElement;
    }

    /// <summary>Why there is none.</summary>
    public Failure Refused(string body)
    {
        var failure = Write(body, false, out _);
        Assert.NotNull(failure);
        return failure;
    }

    /// <summary>OpenAI's answer.</summary>
    public JsonElement Answer(string body, string asked = """{"model":"m"}""")
    {
        using var output = new ByteBuffer(64);
        Assert.Null(Translation.ReadAnswer(Asked(asked, false), 200, Encoding.UTF8.GetBytes(body), Facts, output));
        return JsonDocument.Parse(output.Memory.ToArray()).RootElement;
    }

    public Failure Failed(int status, string body)
    {
        using var output = new ByteBuffer(64);
        var failure = Translation.ReadAnswer(Asked("""{"model":"m"}""", false), status, Encoding.UTF8.GetBytes(body), Facts, output);
        Assert.NotNull(failure);
        return failure;
    }

    /// <summary>OpenAI's chunks for a stream of these bytes, and the failure it ended with.</summary>
    public (List<JsonElement> Chunks, Failure? Failure, bool IsWhole) Stream(string bytes)
    {
        using var output = new ByteBuffer(64);
        using var framer = dialect.OpenFramer();
        var events = Translation.BeginStream(Asked("""{"model":"m"}""", true));
        Encoding.UTF8.GetBytes(bytes).CopyTo(framer.GetMemory(Encoding.UTF8.GetByteCount(bytes)));
        framer.Advance(Encoding.UTF8.GetByteCount(bytes));
        framer.Complete();
        while (framer.TryRead(out var block))
        {
            if (!block.HasData)
            {
                continue;
            }

            var signs = events.Read(block, Facts, output, out var failure);
            if (signs.HasFlag(StreamSigns.Error))
            {
                return (Chunks(output), failure, false);
            }

            if (signs.HasFlag(StreamSigns.Done))
            {
                return (Chunks(output), null, true);
            }
        }

        var isWhole = events.End(Facts, output);
        return (Chunks(output), null, isWhole);
    }

    private static List<JsonElement> Chunks(ByteBuffer output)
    {
        using var framer = new SseFramer();
        framer.Append(output.Span);
        var chunks = new List<JsonElement>();
        while (framer.TryRead(out var block))
        {
            chunks.Add(JsonDocument.Parse(block.Data.ToArray()).RootElement);
        }

        Assert.False(framer.HasPartial);
        return chunks;
    }

    private ITranslation Translation => dialect.Translation(operation ?? Operation.Chat)!;

    private Failure? Write(string body, bool stream, out ReadOnlyMemory<byte> written)
    {
        using var output = new ByteBuffer(64);
        var failure = Translation.WriteRequest(Asked(body, stream), output, Warnings);
        written = output.Memory.ToArray();
        return failure;
    }

    private CallerRequest Asked(string body, bool stream)
    {
        var provider = new Provider("p", dialect, "http://127.0.0.1:1", [], [], Deadlines.Default, [], []);
        var fields = deploymentBody is null ? [] : JsonDocument.Parse(deploymentBody).RootElement.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value.GetRawText())).ToList();
        return new CallerRequest(
            operation ?? Operation.Chat, Encoding.UTF8.GetBytes(body), new Deployment(provider, new DeploymentDefinition("p", model, 1, 0, [], fields, null)), stream, true, "chatcmpl-0123456789abcdef", 1_700_000_000);
    }
}
