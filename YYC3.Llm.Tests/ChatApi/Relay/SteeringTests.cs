using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Relay;

public sealed class SteeringTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, Dictionary<string, string> Headers)> seen = new();
    private StandIn router = null!;
    private ChatApiHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        router = await StandIn.StartAsync(async context =>
        {
            seen.Enqueue((context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            context.Response.ContentType = "application/json";
            context.Response.Headers["x-yyc3-route"] = "auto; needs=text; model=m";
            await context.Response.WriteAsync("{}");
        });
        host = await ChatApiHost.StartAsync(new ChatApiHostOptions { Router = new Uri(router.Url) });
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await router.DisposeAsync();
    }

    [Theory]
    [InlineData("x-yyc3-max-cost", "0.05")]
    [InlineData("X-YYC3-Cache", "no-store")]
    [InlineData("x-yyc3-cache-ttl", "600")]
    [InlineData("x-yyc3-tags", "nightly, batch 7")]
    [InlineData("x-yyc3-continue", "true")]
    public async Task Can_SteerRouterFromOutside(string name, string value)
    {
        using var answer = await ChatAsync(name, value);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("auto; needs=text; model=m", Assert.Single(answer.Headers.GetValues("x-yyc3-route")));
        Assert.Equal(value, seen.Single().Headers[name]);
        Assert.Equal("proj_default", seen.Single().Headers[CallerHeaders.Tenant]);
    }

    [Theory]
    [InlineData("x-yyc3-deployment")]
    [InlineData("x-yyc3-key-id")]
    public async Task Can_NotSendOnOtherHeadersOfOurs(string name)
    {
        using var answer = await ChatAsync(name, "mine");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual("mine", seen.Single().Headers.GetValueOrDefault(name));
    }

    [Fact]
    public async Task Refuses_SteeringThatCannotTravel()
    {
        foreach (var value in new[] { "", new string('t', CallerHeaders.LongestSteering + 1) })
        {
            using var answer = await ChatAsync("x-yyc3-tags", value);
            await answer.ErrorAsync(HttpStatusCode.BadRequest, "invalid_header", "x-yyc3-tags");
        }

        Assert.Empty(seen);
    }

    [Fact]
    public async Task Can_SeeRoutesWithAnAdminKeyOnly()
    {
        using var answer = await host.Admin.GetAsync("/admin/routes", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/admin/routes", seen.Single().Path);

        var project = await host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""");
        var account = await host.Admin.PostJsonAsync($"/v1/organization/projects/{project.Text("id")}/service_accounts", """{"name":"a"}""");
        using var member = host.Client(account.GetProperty("api_key").Text("value"));
        using var refused = await member.GetAsync("/admin/routes", Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private async Task<HttpResponseMessage> ChatAsync(string name, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Samples.Request("m"), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(name, value);
        return await host.Admin.SendAsync(request, Cancellation);
    }
}
