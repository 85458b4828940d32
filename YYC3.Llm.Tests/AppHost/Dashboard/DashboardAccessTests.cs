using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using YYC3.Llm.AppHost.Local.Dashboard;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class DashboardAccessTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/traces/detail/0102")]
    [InlineData("/api/resources")]
    [InlineData("/api/traces/0102/spans/03/model-call")]
    [InlineData("/api/events")]
    [InlineData("/login?t=wrong")]
    [InlineData("/login")]
    public async Task Refuses_AStranger(string path)
    {
        await using var dashboard = await DashboardFixture.StartAsync(loggedIn: false);
        using var answer = await dashboard.Browser.GetAsync(path, DashboardFixture.Ending);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("banner", await answer.Content.ReadAsStringAsync(DashboardFixture.Ending));
    }

    [Fact]
    public async Task Can_LogInWithTheTokenOfTheBanner()
    {
        await using var dashboard = await DashboardFixture.StartAsync(loggedIn: false);
        using var login = await dashboard.Browser.GetAsync(dashboard.Server.Url, DashboardFixture.Ending);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.DoesNotContain(DashboardFixture.Token, cookie);
        using var page = await dashboard.Browser.GetAsync("/", DashboardFixture.Ending);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("default-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.168.1.10:18888")]
    public async Task Refuses_AnotherHostName(string host)
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/resources") { Headers = { Host = host } };
        using var answer = await dashboard.Browser.SendAsync(request, DashboardFixture.Ending);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1:1234", HttpStatusCode.Unauthorized)]
    [InlineData("[::1]:1234", HttpStatusCode.Unauthorized)]
    [InlineData("LOCALHOST", HttpStatusCode.Unauthorized)]
    public async Task Can_BeAddressedByOwnNames(string host, HttpStatusCode expected)
    {
        await using var dashboard = await DashboardFixture.StartAsync(loggedIn: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/resources") { Headers = { Host = host } };
        using var answer = await dashboard.Browser.SendAsync(request, DashboardFixture.Ending);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("traces", null, HttpStatusCode.Unauthorized)]
    [InlineData("logs", "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("metrics", DashboardFixture.OtlpKey, HttpStatusCode.OK)]
    public async Task Refuses_TelemetryWithoutTheKey(string signal, string? key, HttpStatusCode expected)
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var answer = await dashboard.PostAsync(signal, [], key);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task Refuses_BytesThatAreNoTelemetry(string signal)
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var malformed = await dashboard.PostAsync(signal, [0x0A, 0xFF, 0x01]);
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        using var json = await dashboard.PostAsync(signal, "{}"u8.ToArray(), type: "application/json");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using var brotli = await dashboard.PostAsync(signal, [1], encoding: "br");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, brotli.StatusCode);
        using var unpacked = await dashboard.PostAsync(signal, [1, 2, 3], encoding: "gzip");
        Assert.Equal(HttpStatusCode.BadRequest, unpacked.StatusCode);
    }

    [Fact]
    public async Task Refuses_MoreThanItTakesAlsoWhenPacked()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[OtlpEndpoints.MostBytes + 1], DashboardFixture.Ending);
        }

        using var bomb = await dashboard.PostAsync("traces", packed.ToArray(), encoding: "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);
    }

    [Fact]
    public async Task Can_TakeGzip()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        var record = new ProtoWriter().Message(5, new ProtoWriter().Text(1, "packed"));
        var request = new ProtoWriter().Message(1, new ProtoWriter().Message(2, new ProtoWriter().Message(2, record))).ToArray();
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(request, DashboardFixture.Ending);
        }

        using var answer = await dashboard.PostAsync("logs", packed.ToArray(), encoding: "gzip");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(DashboardFixture.Ending));
        Assert.Equal("packed", (await dashboard.GetAsync("/api/logs")).GetProperty("entries")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Refuses_ATakenPort()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new DashboardOptions { Port = ((IPEndPoint)taken.LocalEndpoint).Port, BrowserToken = "t", OtlpApiKey = "k" };
        await Assert.ThrowsAsync<IOException>(() => DashboardServer.StartAsync(options, new ResourceBoard(TimeProvider.System), DashboardFixture.Ending));
    }
}
