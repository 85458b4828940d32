using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Wire;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Offline;

public sealed class OfflineModelTests(OfflineModelTests.OfflineRouter offline) : IClassFixture<OfflineModelTests.OfflineRouter>
{
    private static readonly Source[] English =
    [
        new(1, "manual.pdf", 12, "2.1 Package management",
            "Debian keeps its software in archives. To install a package with all that it depends on, run apt install followed by its name. The command needs the rights of the administrator."),
        new(2, "manual.pdf", 40, "5.3 Network",
            "The network is configured in /etc/network/interfaces. Wireless networks are best left to NetworkManager."),
        new(3, "manual.pdf", 41, "9.1 Backup", "A backup that was never restored is a hope. Use rsync or borgbackup for copies of the home directory."),
    ];

    private static readonly Source[] Chinese =
    [
        new(1, "参考手册.pdf", 12, "2.1 包管理", "Debian 的软件存放在档案库中。安装软件包及其依赖，请运行 apt install 加上软件包的名称。此命令需要管理员权限。"),
        new(2, "参考手册.pdf", 40, "5.3 网络", "网络在 /etc/network/interfaces 中配置。无线网络最好交给 NetworkManager 管理。"),
        new(3, "参考手册.pdf", 41, "9.1 备份", "从未恢复过的备份只是一种希望。\n请用 rsync 或 borgbackup 备份主目录。"),
    ];

    [Theory]
    [InlineData("How do I install a package?", "run apt install followed by its name. [1]", "[3]")]
    [InlineData("Which tool should handle wireless networks?", "Wireless networks are best left to NetworkManager. [2]", "[1]")]
    [InlineData("What can I use for backup copies?", "Use rsync or borgbackup for copies of the home directory. [3]", "[2]")]
    public async Task Can_QuoteTheSentenceThatAnswers(string question, string expected, string other) =>
        await AssertQuotesAsync(English, question, "Offline model", expected, other);

    [Theory]
    [InlineData("如何安装软件包？", "请运行 apt install 加上软件包的名称。 [1]", "[3]")]
    [InlineData("无线网络应该交给什么管理？", "无线网络最好交给 NetworkManager 管理。 [2]", "[3]")]
    [InlineData("备份主目录用什么工具？", "请用 rsync 或 borgbackup 备份主目录。 [3]", "[2]")]
    public async Task Can_QuoteTheChineseSentenceThatAnswers(string question, string expected, string other) =>
        await AssertQuotesAsync(Chinese, question, "离线模型", expected, other);

    [Theory]
    [InlineData("What is the capital of Mongolia?", true)]
    [InlineData("蒙古国的首都是哪座城市？", false)]
    public async Task Can_SayThatTheMaterialDoesNotHoldIt(string question, bool english)
    {
        var text = await AskAsync(english ? English : Chinese, question);

        Assert.Contains(english ? "does not hold an answer" : "没有这个问题的答案", text);
        Assert.DoesNotContain("[1]", text);
    }

    [Theory]
    [InlineData("Hello", "I am the offline model")]
    [InlineData("你好，请写一首诗", "离线模型")]
    public async Task Can_ExplainHowToAddAKeyWithoutMaterial(string question, string expected)
    {
        var text = await AskAsync([], question);

        Assert.Contains(expected, text);
        Assert.Contains("OPENAI_API_KEY", text);
        Assert.Contains("Ollama", text);
    }

    [Fact]
    public async Task Can_AnswerFromALongTextInTheMessage()
    {
        var text = string.Join("\n", Enumerable.Range(1, 12).Select(i => $"Room {i} is used for storing old furniture and other things nobody wants."))
            + "\nThe library opens at nine in the morning and closes at six.\n\nWhen does the library open?";

        Assert.Contains("The library opens at nine in the morning and closes at six. [1]", await AskAsync([], text));
    }

    [Fact]
    public async Task Can_StreamTheSameAnswerWithUsage()
    {
        var router = offline.Router;
        var request = Request(English, "How do I install a package?");
        using var answer = await router.ChatAsync(request[..^1] + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var chunks = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => block.StartsWith("data: {", StringComparison.Ordinal)).Select(block => JsonDocument.Parse(block["data: ".Length..]).RootElement).ToList();

        var content = string.Concat(chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : ""));
        Assert.Equal(await AskAsync(English, "How do I install a package?"), content);
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32() > 0);
        Assert.Equal("stop", chunks[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.EndsWith(": yyc3 model=offline deployment=offline/offline attempts=1 cost=0 currency=USD\n\ndata: [DONE]\n\n", text);
    }

    [Fact]
    public async Task Can_BoundTheAnswerByMaxTokens()
    {
        var router = offline.Router;
        using var answer = await router.ChatAsync(Request(English, "How do I install a package?")[..^1] + ",\"max_tokens\":5}");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal("length", json.RootElement.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    private async Task AssertQuotesAsync(Source[] sources, string question, string says, string expected, string other)
    {
        var text = await AskAsync(sources, question);

        Assert.Contains(says, text);
        Assert.Contains(expected, text);
        Assert.DoesNotContain(other, text);
    }

    private static string Request(Source[] sources, string question)
    {
        var messages = new List<object>();
        if (sources.Length > 0)
        {
            messages.Add(new { role = "system", content = "Answer from these sources and cite them.\n" + SourceBlock.Write(sources) });
        }

        messages.Add(new { role = "user", content = question });
        return JsonSerializer.Serialize(new { model = "offline", messages });
    }

    private async Task<string> AskAsync(Source[] sources, string question)
    {
        var router = offline.Router;
        using var answer = await router.ChatAsync(Request(sources, question));
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }

    /// <summary>One Router for all these questions.</summary>
    public sealed class OfflineRouter : IAsyncLifetime
    {
        internal RouterUnderTest Router { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Router = await RouterUnderTest.StartAsync("{}");

        public ValueTask DisposeAsync() => Router.DisposeAsync();
    }
}
