using System.Buffers;
using System.Text;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Qianfan;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Dialects.Shaped;

public sealed class RuleTests
{
    [Theory]
    [InlineData("""{"a":1, "b" : [1, 2] ,"a":3}""", """{"b":[1, 2]}""")]
    [InlineData("{}", "{}")]
    public void Remove_TakesEveryFieldOfThatName(string json, string expected)
    {
        var fields = JsonFields.Read(Encoding.UTF8.GetBytes(json));
        fields.Remove("a");

        Assert.Equal(expected, Text(fields));
    }

    [Fact]
    public void Fields_AreFoundByTheirNameHoweverItIsWritten()
    {
        var fields = JsonFields.Read("""{"\u0061b":"x\u0061","名":null}"""u8.ToArray());

        Assert.True(fields.TryGet("ab", out var value));
        Assert.Equal("\"x\\u0061\"", Encoding.UTF8.GetString(value.Span));
        Assert.False(fields.Has("名"));
        Assert.False(fields.IsChanged);
        Assert.Equal("""{"\u0061b":"x\u0061","名":null}""", Text(fields));
    }

    [Theory]
    [InlineData("0.5", "0.5", null)]
    [InlineData("1", "0.99", "x changed to 0.99: p does not accept 1")]
    [InlineData("-1e0", "0.01", "x changed to 0.01: p does not accept -1")]
    [InlineData("\"hot\"", "\"hot\"", null)]
    public void Clamp_KeepsNumbersWithinBounds(string given, string sent, string? warning)
    {
        var fields = JsonFields.Read(Encoding.UTF8.GetBytes($"{{\"x\":{given}}}"));
        var warnings = new RequestWarnings();
        new ClampField("x", 0.01, 0.99, "p").Apply(fields, warnings);

        Assert.Equal($"{{\"x\":{sent}}}", Text(fields));
        Assert.Equal(warning, warnings.Header);
    }

    [Fact]
    public void Edits_OfADeployment_CountBeforeItsProviders()
    {
        var joined = FieldEdits.Join(
            new FieldEdits(["a", "b"], [KeyValuePair.Create("c", "x"), KeyValuePair.Create("d", "y")]),
            new FieldEdits(["c"], [KeyValuePair.Create("a", "z"), KeyValuePair.Create("d", "w")]));

        Assert.Equal(["b", "c"], joined.Drop);
        Assert.Equal([KeyValuePair.Create("a", "z"), KeyValuePair.Create("d", "w")], joined.Rename);
    }

    [Fact]
    public void Edits_AreOfJsonAlone()
    {
        var provider = new Provider("p", new QianfanDialect(), "http://127.0.0.1", [], [], Deadlines.Default, [], [], Fields: new FieldEdits(["language"], []));
        var deployment = new Deployment(provider, new DeploymentDefinition("p", "m", 1, 0, [], [], null));

        Assert.Single(deployment.Rules(Operation.Rerank));
        Assert.Empty(deployment.Rules(Operation.Transcriptions)); // A form.
    }

    [Theory]
    [InlineData("""{"choices":[{"finish_reason" : "odd"},{"finish_reason":"odd"}]}""", """{"choices":[{"finish_reason" : "stop","native_finish_reason":"odd"},{"finish_reason":"stop","native_finish_reason":"odd"}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"sensitive","delta":{"content":"\"finish_reason\":\"sensitive\""}}]}""", """{"choices":[{"finish_reason":"content_filter","native_finish_reason":"sensitive","delta":{"content":"\"finish_reason\":\"sensitive\""}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":null,"delta":{"content":"finish_reason"}}]}""", """{"choices":[{"finish_reason":null,"delta":{"content":"finish_reason"}}]}""")]
    [InlineData("""{"choices":[{"finish_reason":"stop"}],"x":["finish_reason"]}""", """{"choices":[{"finish_reason":"stop"}],"x":["finish_reason"]}""")]
    [InlineData("""{"choices":[{"finish_reason": "null","delta":{"content":"null"}},{"finish_reason":""}]}""", """{"choices":[{"finish_reason": null,"delta":{"content":"null"}},{"finish_reason":null}]}""")]
    [InlineData("\"finish_reason\":\"", "\"finish_reason\":\"")]
    [InlineData("\"finish_reason\"", "\"finish_reason\"")]
    public void Reasons_AreReplacedWhereTheyStand(string json, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        FinishReasons.Write(Encoding.UTF8.GetBytes(json), output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("chat", "chat/completions")]
    [InlineData("embeddings", "embeddings")]
    [InlineData("rerank", "rerank")]
    [InlineData("image_generation", "images/generations")]
    [InlineData("image_edit", "images/edits")]
    [InlineData("speech", null)]
    [InlineData("messages", null)]
    public void Qianfan_ServesWhatItHas(string operation, string? path)
    {
        var dialect = new QianfanDialect();
        var provider = new Provider("p", dialect, "https://qianfan.baidubce.com/v2", [], [], Deadlines.Default, [], []);

        Assert.Equal(path is null ? null : $"https://qianfan.baidubce.com/v2/{path}", dialect.Endpoint(provider, "m", Operation.All.Single(each => each.Name == operation), stream: false)?.AbsoluteUri);
    }

    private static string Text(JsonFields fields) => Encoding.UTF8.GetString(fields.ToBytes());
}
