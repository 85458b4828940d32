using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Simulator;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>The simulator's own books, and its scripted rate limits.</summary>
public class TallyTests
{
    [Fact]
    public async Task Can_count_calls_and_reported_tokens_exactly()
    {
        await using var own = await SimulatorHost.StartAsync();
        foreach (var dialect in DialectCall.Dialects)
        {
            foreach (var stream in (bool[])[false, true])
            {
                // OpenAI's wire reports a stream's usage only to who asks, which these calls do not.
                await DialectCall.ChatAsync(own.Url, dialect, "sim?prompt=100&cached=40&tokens=7&usage=last", stream);
            }
        }

        await own.Seen.WhenAsync(seen => seen.Running == 0, TestContext.Current.CancellationToken);

        var rows = await Rows(own);
        Assert.Equal(DialectCall.Dialects.Length, rows.Length);
        Assert.All(rows, row =>
        {
            Assert.Equal(2, Count(row, "received"));
            Assert.Equal(2, Count(row, "answered"));
            Assert.Equal(200, Count(row, "prompt_tokens"));
            Assert.Equal(80, Count(row, "cached_tokens"));
            Assert.Equal(14, Count(row, "completion_tokens"));
            Assert.Equal(0, Count(row, "answered_without_usage"));
        });
    }

    [Fact]
    public async Task Can_tell_outcomes_apart_and_count_only_what_was_reported()
    {
        await using var own = await SimulatorHost.StartAsync();
        foreach (var fault in (string[])["usage=missing", "eof=@2", "reset=@2", "status=503", "fail=quota", "error=500@3"])
        {
            await DialectCall.ChatAsync(own.Url, "zhipu", "sim?tokens=5&" + fault, stream: true);
        }

        await (await DialectCall.ToAsync(own.Url, "zhipu", "sim", stream: true) with { Headers = "" }).SendAsync(own.Url);
        await (await DialectCall.ToAsync(own.Url, "zhipu", "sim", stream: true) with { Body = "{" }).SendAsync(own.Url);
        await own.Seen.WhenAsync(seen => seen.Running == 0, TestContext.Current.CancellationToken);

        var rows = await Rows(own);
        long Sum(string name) => rows.Sum(row => Count(row, name));
        Assert.Equal(8, Sum("received"));
        Assert.Equal(1, Sum("answered"));
        Assert.Equal(1, Sum("answered_without_usage"));
        Assert.Equal(3, Sum("broken"));
        Assert.Equal(2, Sum("failed"));
        Assert.Equal(2, Sum("refused"));
        Assert.Equal(0, Sum("completion_tokens"));

        using var client = new HttpClient();
        using var forgotten = await client.DeleteAsync(own.Url + "/sim/requests", TestContext.Current.CancellationToken);
        Assert.Empty(await Rows(own));
    }

    [Theory]
    [InlineData("openai", "x-ratelimit-remaining-requests: 0")]
    [InlineData("anthropic", "anthropic-ratelimit-requests-remaining: 0")]
    [InlineData("wenxin", "X-Ratelimit-Remaining-Requests: 0")]
    [InlineData("zhipu", null)]
    public async Task Can_limit_calls_a_window(string dialect, string? header)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-25T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        await using var own = await SimulatorHost.StartAsync(new() { Time = time });
        Task<WireReply> Call() => DialectCall.ChatAsync(own.Url, dialect, "sim?limit=2&window=30s", stream: false);

        var replies = new[] { await Call(), await Call(), await Call() };
        time.Advance(TimeSpan.FromSeconds(30));
        var later = await Call();

        Assert.Contains("Retry-After: 30", replies[2].Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry-After", replies[1].Head + later.Head, StringComparison.Ordinal);
        Assert.NotEqual(replies[0].Text, replies[2].Text);
        Assert.Equal(replies[0].Text, later.Text);
        if (header is not null)
        {
            Assert.Contains(header, replies[1].Head, StringComparison.Ordinal);
        }
    }

    private static long Count(JsonElement row, string name) => row.GetProperty(name).GetInt64();

    private static async Task<JsonElement[]> Rows(SimulatorHost host)
    {
        using var client = new HttpClient();
        return [.. (await client.GetFromJsonAsync<JsonElement>(host.Url + "/sim/tally", TestContext.Current.CancellationToken)).GetProperty("rows").EnumerateArray()];
    }
}
