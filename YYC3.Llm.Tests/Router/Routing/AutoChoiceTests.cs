using System.Text;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Auto;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class AutoChoiceTests
{
    private const string Text = """{"model":"auto","messages":[{"role":"user","content":"Hello there, how are you today?"}]}""";

    private readonly RoutingBench bench = new();

    [Theory]
    [InlineData(Text, "plain", "needs=text; language=en")]
    [InlineData("""{"model":"auto","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", "eyes", "needs=vision")]
    [InlineData("""{"model":"auto","tools":[{"type":"function"}],"messages":[{"role":"user","content":"Hello"}]}""", "hands", "needs=tools")]
    [InlineData("""{"model":"auto","response_format":{"type":"json_schema","json_schema":{}},"messages":[{"role":"user","content":"Hello"}]}""", "hands", "needs=json_schema")]
    [InlineData("""{"model":"auto","reasoning_effort":"high","messages":[{"role":"user","content":"Hello"}]}""", "thinker", "needs=reasoning")]
    [InlineData("""{"model":"auto","max_tokens":9000,"messages":[{"role":"user","content":"Hello"}]}""", "hands", "passed=plain:length,eyes:length")]
    [InlineData("""{"model":"auto","messages":[{"role":"user","content":"你好，请介绍一下 YYC3 平台。"}]}""", "chinese", "language=zh")]
    public void Choose_ByWhatTheRequestNeeds_TakesTheFirstThatFits(string body, string expected, string reason)
    {
        var chosen = Choose(body, out var told);

        Assert.Equal(expected, chosen[0].Name);
        Assert.Contains(reason, told);
    }

    [Fact]
    public void Choose_LongPrompt_PassesSmallWindows()
    {
        var body = $$"""{"model":"auto","messages":[{"role":"user","content":"{{new string('x', 60_000)}}"}]}""";

        Assert.DoesNotContain(Choose(body, out _), model => model.Name is "plain" or "eyes");
    }

    [Fact]
    public void Choose_Attachments_AreNotCountedByTheirBytes()
    {
        var body = $$$"""{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{new string('A', 2_000_000)}}}"}}]}]}""";

        Assert.Equal("eyes", Choose(body, out var told)[0].Name);
        Assert.Contains("tokens=1000;", told);
    }

    [Fact]
    public void Choose_ThenByCost_TakesTheCheapestThatFits()
    {
        bench.Prices.ByModel["up-plain"] = 3;
        bench.Prices.ByModel["up-hands"] = 2;
        bench.Prices.ByModel["up-thinker"] = 1;

        Assert.Equal(["thinker", "hands", "plain", "eyes"], Choose(Text, out _, "cost").Take(4).Select(model => model.Name));
    }

    [Fact]
    public void Choose_UnderACeiling_LeavesOutWhatIsDearerOrUnknown()
    {
        bench.Prices.ByModel["up-plain"] = 3;
        bench.Prices.ByModel["up-hands"] = 2;

        Assert.Equal(["hands"], Choose(Text, out var told, ceiling: 2).Select(model => model.Name));
        Assert.Contains("passed=plain:cost", told);
    }

    [Theory]
    [InlineData("""{"model":"auto","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}""", null, "no_model_fits")]
    [InlineData(Text, "0.1", "max_cost_exceeded")]
    public void Choose_NothingFits_RefusesAndSaysWhatIsLacking(string body, string? ceiling, string code)
    {
        Assert.Null(RequestScanner.Scan(Operation.Chat, Encoding.UTF8.GetBytes(body), out var head));
        var model = Catalog(null).Find("auto")!;
        var silent = model.Choices.Where(choice => choice.Definition.Capabilities.Count > 0).Select(choice => choice.Name).ToArray();
        model = Catalog(null, silent).Find("auto")!;

        Assert.Empty(AutoChoice.Choose(model, Encoding.UTF8.GetBytes(body), bench.Request(head), ceiling is null ? null : decimal.Parse(ceiling), out _, out var refusal));
        Assert.Equal((400, code), (refusal!.Status, refusal.Code));
    }

    [Theory]
    [InlineData("\"Translate 你好 for me please, with a long explanation in English of what it means.\"", "en")]
    [InlineData("\"用 C# 写一个 HttpClient 的例子\"", "zh")]
    [InlineData("\"123 !?\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("[{\"type\":\"text\",\"text\":\"请看\"},{\"type\":\"image_url\",\"image_url\":{\"text\":\"not this one at all\"}}]", "zh")]
    [InlineData("\"half \\ud800 of a character\"", null)]
    public void Of_LastUserMessage_TellsChineseFromEnglish(string content, string? language)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"content":"前面的话","role":"user"},{"content":{{content}},"role":"user"},{"role":"assistant","content":"Anything else, sir?"}]}""");
        Assert.Null(RequestScanner.Scan(Operation.Chat, body, out var head));

        Assert.Equal(language, MessageLanguage.Of(body, head));
    }

    private List<Model> Choose(string body, out string told, string? thenBy = null, decimal? ceiling = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Null(RequestScanner.Scan(Operation.Chat, bytes, out var head));
        var chosen = AutoChoice.Choose(Catalog(thenBy).Find("auto")!, bytes, bench.Request(head), ceiling, out var note, out var refusal);
        Assert.Null(refusal);
        told = note!.Text(chosen[0]) + ";";
        Assert.DoesNotContain(told, c => c is < ' ' or > '~');
        return chosen;
    }

    private CatalogSnapshot Catalog(string? thenBy, string[]? candidates = null) => bench.Snapshot(
        [RoutingBench.Provider("p")],
        Candidate("plain", ["text"], 8_000, ["en", "fr"]),
        Candidate("eyes", ["vision"], 8_000, []),
        Candidate("hands", ["tools", "json"], 100_000, ["en"]),
        Candidate("thinker", ["tools", "reasoning"], 100_000, ["en"]),
        Candidate("chinese", ["tools"], 100_000, ["zh"]),
        Candidate("silent", [], null, []),
        RoutingBench.Definition("auto", "auto", []) with
        {
            Candidates = candidates ?? ["plain", "eyes", "hands", "thinker", "chinese", "silent"],
            ThenBy = thenBy is null ? [] : [thenBy],
        });

    private static ModelDefinition Candidate(string name, string[] capabilities, long? window, string[] languages) =>
        RoutingBench.Definition(name, "priority", [($"up-{name}", 1, 0)]) with { Capabilities = capabilities, ContextWindow = window, Languages = languages };
}
