using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using YYC3.Llm.AppHost.Local.Dashboard.Live;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class DashboardLiveTests
{
    [Fact]
    public async Task Can_SeeAResourceAndItsConsoleChange()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        await using var events = await EventReader.OpenAsync(dashboard);

        dashboard.Board.Publish(new ResourceSnapshot { Name = "router", Type = "Project", State = "Running", Health = "Healthy", Endpoints = ["http://localhost:1"], Environment = new Dictionary<string, string> { ["InternalKey"] = "••••" } });
        await events.UntilAsync("resources");
        var router = Assert.Single((await dashboard.GetAsync("/api/resources")).EnumerateArray());
        Assert.Equal(("router", "Running", "••••"), (router.GetProperty("name").GetString(), router.GetProperty("state").GetString(), router.GetProperty("environment").GetProperty("InternalKey").GetString()));

        dashboard.Board.Write("router", isError: false, "first");
        await events.UntilAsync("console:router");
        var first = Assert.Single((await dashboard.GetAsync("/api/console/router?after=0")).EnumerateArray());
        dashboard.Board.Write("router", isError: true, "\u001b[31m第二行\u001b[0m");
        await events.UntilAsync("console:router");
        var second = Assert.Single((await dashboard.GetAsync($"/api/console/router?after={first.GetProperty("sequence").GetInt64()}")).EnumerateArray());
        Assert.Equal(("\u001b[31m第二行\u001b[0m", true), (second.GetProperty("text").GetString(), second.GetProperty("isError").GetBoolean()));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task Can_SeeTelemetryArrive(string signal)
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        await using var events = await EventReader.OpenAsync(dashboard);
        using var answer = await dashboard.PostAsync(signal, []);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await events.UntilAsync(signal);
    }

    [Fact]
    public async Task Can_StopWhileABrowserListens()
    {
        var dashboard = await DashboardFixture.StartAsync();
        await using var events = await EventReader.OpenAsync(dashboard);
        await dashboard.Server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), DashboardFixture.Ending);
        await dashboard.DisposeAsync();
    }

    [Fact]
    public async Task Publish_ManyTimes_IsToldOnce()
    {
        var feed = new ChangeFeed();
        using var subscription = feed.Subscribe();
        for (var i = 0; i < 1_000; i++)
        {
            feed.Publish("logs");
            feed.Publish("console:router");
        }

        await subscription.WaitAsync(DashboardFixture.Ending);
        Assert.Equal(["console:router", "logs"], subscription.Take());
        Assert.Empty(subscription.Take());
    }

    /// <summary>Reads the event stream as a browser does.</summary>
    private sealed class EventReader(HttpResponseMessage answer, IAsyncEnumerator<SseItem<string>> events) : IAsyncDisposable
    {
        public static async Task<EventReader> OpenAsync(DashboardFixture dashboard)
        {
            var answer = await dashboard.Browser.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, DashboardFixture.Ending);
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(DashboardFixture.Ending)).EnumerateAsync(DashboardFixture.Ending).GetAsyncEnumerator(DashboardFixture.Ending);
            var reader = new EventReader(answer, events);
            Assert.Empty(await reader.NextAsync()); // The stream stands: what changes from now on is told.
            return reader;
        }

        public async Task UntilAsync(string topic)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(DashboardFixture.Ending);
            while (!(await NextAsync().WaitAsync(TimeSpan.FromSeconds(20), deadline.Token)).Contains(topic))
            {
            }
        }

        public async ValueTask DisposeAsync()
        {
            answer.Dispose();
            try
            {
                await events.DisposeAsync();
            }
            catch (NotSupportedException)
            {
                // A read is still open; its stream went with the answer.
            }
        }

        private async Task<string[]> NextAsync()
        {
            Assert.True(await events.MoveNextAsync());
            Assert.Equal("change", events.Current.EventType);
            return JsonDocument.Parse(events.Current.Data).RootElement.GetProperty("topics").Deserialize<string[]>()!;
        }
    }
}
