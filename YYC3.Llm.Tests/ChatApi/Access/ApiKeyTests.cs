using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private ChatApiHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ChatApiHost.StartAsync(new ChatApiHostOptions
    {
        Customise = builder => builder.Services.AddSingleton<TimeProvider>(time),
        Map = app => app.MapGet("/v1/whoami", (HttpContext context) =>
        {
            var principal = context.Principal();
            var caller = context.CallerFor(context.Request.Query["user"]);
            return TypedResults.Ok(new
            {
                tenant = principal.Tenant.Value,
                key = principal.KeyId,
                role = principal.Role.Name,
                caller = caller.Tenant.Value,
                user = caller.User,
                conversation = caller.Conversation,
                request = caller.RequestId,
                ours = string.Join(',', context.Request.Headers.Keys.Where(name => name.StartsWith("x-yyc3", StringComparison.OrdinalIgnoreCase))),
            });
        }),
    });

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Refuses_ACallWithoutKey()
    {
        using var answer = await host.Anonymous.GetAsync("/v1/models", Cancellation);

        Assert.Contains("Authorization: Bearer", await answer.ErrorAsync(HttpStatusCode.Unauthorized, "missing_api_key"), StringComparison.Ordinal);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.StartsWith("req_", Assert.Single(answer.Headers.GetValues("x-request-id")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer two words")]
    [InlineData("sk-yyc3-000000000000000000000000000000000000000000admin0")]
    public async Task Refuses_AHeaderThatHoldsNoKey(string header)
    {
        using var answer = await SendAsync(host.Anonymous, "/v1/whoami", ("Authorization", header));
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "malformed_authorization");
    }

    [Fact]
    public async Task Refuses_AKeyLongerThanAny()
    {
        using var answer = await SendAsync(host.Anonymous, "/v1/whoami", ("Authorization", "Bearer " + new string('a', KeyHash.LongestKey + 1)));
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "malformed_authorization");
    }

    [Fact]
    public async Task Refuses_AnUnknownKeyWithoutRepeatingIt()
    {
        var key = ApiKey.New();
        using var client = host.Client(key);
        using var answer = await client.GetAsync("/v1/whoami", Cancellation);

        var message = await answer.ErrorAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
        Assert.DoesNotContain(key[11..^3], message, StringComparison.Ordinal);
        Assert.Contains(key[^3..], message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_CallWithTheBootstrapKey()
    {
        var caller = await host.Admin.GetJsonAsync("/v1/whoami");

        Assert.Equal("proj_default", caller.Text("tenant"));
        Assert.Equal("key_bootstrap", caller.Text("key"));
        Assert.Equal("admin", caller.Text("role"));
    }

    [Fact]
    public async Task Can_SendTheKeyAsAnthropicsClientsDo()
    {
        using var answer = await SendAsync(host.Anonymous, "/v1/whoami", ("x-api-key", ChatApiHost.AdminKey));
        Assert.Equal("key_bootstrap", (await answer.JsonAsync()).Text("key"));
    }

    [Fact]
    public async Task Can_CallWithinTheKeysOwnProjectOnly()
    {
        var (project, key) = await NewKeyAsync();
        using var client = host.Client(key);
        var caller = await client.GetJsonAsync("/v1/whoami");

        Assert.Equal(project, caller.Text("tenant"));
        Assert.Equal(project, caller.Text("caller"));
        Assert.Equal("member", caller.Text("role"));
    }

    [Fact]
    public async Task Can_NotForgeAnIdentity()
    {
        var (project, key) = await NewKeyAsync();
        using var client = host.Client(key);
        using var answer = await SendAsync(
            client,
            "/v1/whoami?user=" + Uri.EscapeDataString("李雷"),
            ("x-yyc3-tenant", "proj_default"),
            ("X-YYC3-Key-Id", "key_bootstrap"),
            ("x-yyc3-user", "root"),
            ("x-yyc3-internal", ChatApiHost.InternalKey),
            ("x-yyc3-request-id", "req_mine"),
            ("x-yyc3-anything", "else"),
            ("x-yyc3-conversation", "conv_1"));
        var caller = await answer.JsonAsync();

        Assert.Equal(project, caller.Text("caller"));
        Assert.Equal("李雷", caller.Text("user"));
        Assert.Equal("conv_1", caller.Text("conversation"));
        Assert.Equal("x-yyc3-conversation", caller.Text("ours"), ignoreCase: true);
        Assert.Equal(Assert.Single(answer.Headers.GetValues("x-request-id")), caller.Text("request"));
        Assert.NotEqual("req_mine", caller.Text("request"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("conv 1")]
    [InlineData("conv_1,conv_2")]
    public async Task Refuses_AConversationThatIsNoId(string conversation)
    {
        using var answer = await SendAsync(host.Admin, "/v1/whoami", ("x-yyc3-conversation", conversation));
        await answer.ErrorAsync(HttpStatusCode.BadRequest, null, "x-yyc3-conversation");
    }

    [Fact]
    public async Task Refuses_AUserNameTooLongToTravelOn()
    {
        using var answer = await host.Admin.GetAsync("/v1/whoami?user=" + new string('u', 257), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, "string_above_max_length", "safety_identifier");
    }

    [Fact]
    public async Task Refuses_ADeletedKeyAtOnce()
    {
        var (project, key) = await NewKeyAsync();
        using var client = host.Client(key);
        var id = (await client.GetJsonAsync("/v1/whoami")).Text("key");
        await host.Admin.DeleteJsonAsync($"/v1/organization/projects/{project}/api_keys/{id}");

        using var answer = await client.GetAsync("/v1/whoami", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "revoked_api_key");
    }

    [Fact]
    public async Task Refuses_TheKeysOfADeletedServiceAccount()
    {
        var project = await host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""");
        var accounts = $"/v1/organization/projects/{project.Text("id")}/service_accounts";
        var account = await host.Admin.PostJsonAsync(accounts, """{"name":"a"}""");
        var second = await host.Admin.PostJsonAsync($"{accounts}/{account.Text("id")}/api_keys");
        using var client = host.Client(second.Text("value"));
        await client.GetJsonAsync("/v1/whoami");
        await host.Admin.DeleteJsonAsync($"{accounts}/{account.Text("id")}");

        using var answer = await client.GetAsync("/v1/whoami", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "revoked_api_key");
    }

    [Fact]
    public async Task Refuses_TheKeysOfAnArchivedProject()
    {
        var (project, key) = await NewKeyAsync();
        using var client = host.Client(key);
        await client.GetJsonAsync("/v1/whoami");
        await host.Admin.PostJsonAsync($"/v1/organization/projects/{project}/archive");

        using var answer = await client.GetAsync("/v1/whoami", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "project_archived");
    }

    [Fact]
    public async Task Refuses_AnExpiredKeyAlsoWhileItIsRemembered()
    {
        var created = await host.Admin.PostJsonAsync("/v1/organization/admin_api_keys", """{"name":"short","expires_in_seconds":10}""");
        using var client = host.Client(created.Text("value"));
        time.Advance(TimeSpan.FromSeconds(9));
        await client.GetJsonAsync("/v1/whoami");
        time.Advance(TimeSpan.FromSeconds(1));

        using var answer = await client.GetAsync("/v1/whoami", Cancellation);
        Assert.Contains("2027-01-15T08:00:10Z", await answer.ErrorAsync(HttpStatusCode.Unauthorized, "expired_api_key"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/organization/projects")]
    [InlineData("/V1/Organization/Projects")]
    [InlineData("/v1/organization/admin_api_keys")]
    [InlineData("/v1/organization/what/ever")]
    [InlineData("/admin/models")]
    [InlineData("/metrics")]
    public async Task Refuses_AMemberWhereAnAdminIsNeeded(string path)
    {
        var (_, key) = await NewKeyAsync();
        using var client = host.Client(key);
        using var answer = await client.GetAsync(path, Cancellation);
        Assert.Contains("admin API key", await answer.ErrorAsync(HttpStatusCode.Forbidden, "insufficient_permissions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_AServiceAccountWithoutRole_UntilItGetsOne()
    {
        var project = await host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""");
        var accounts = $"/v1/organization/projects/{project.Text("id")}/service_accounts";
        var account = await host.Admin.PostJsonAsync(accounts, """{"name":"a","create_service_account_only":true}""");
        var key = await host.Admin.PostJsonAsync($"{accounts}/{account.Text("id")}/api_keys", """{"name":"k"}""");
        using var client = host.Client(key.Text("value"));
        using var before = await client.GetAsync("/v1/whoami", Cancellation);
        await before.ErrorAsync(HttpStatusCode.Forbidden, "insufficient_permissions");

        await host.Admin.PostJsonAsync($"{accounts}/{account.Text("id")}", """{"role":"member"}""");
        Assert.Equal("member", (await client.GetJsonAsync("/v1/whoami")).Text("role"));
    }

    [Fact]
    public async Task Refuses_ACallOutsideOfTheKeysScopes()
    {
        var project = await host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"p"}""");
        var accounts = $"/v1/organization/projects/{project.Text("id")}/service_accounts";
        var account = await host.Admin.PostJsonAsync(accounts, """{"name":"a"}""");
        var key = await host.Admin.PostJsonAsync($"{accounts}/{account.Text("id")}/api_keys", """{"scopes":["api.evals.read"]}""");
        using var client = host.Client(key.Text("value"));

        using var allowed = await client.GetAsync("/v1/evals/none", Cancellation);
        await allowed.ErrorAsync(HttpStatusCode.NotFound, "unknown_url");
        using var refused = await client.DeleteAsync("/v1/evals/none", Cancellation);
        Assert.Contains("api.evals.write", await refused.ErrorAsync(HttpStatusCode.Forbidden, "missing_scope"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/scalar/")]
    public async Task Can_ReadWhatIsOpenWithoutKey(string path)
    {
        using var answer = await host.Anonymous.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData(ChatApiHost.AdminKey)]
    [InlineData(ChatApiHost.InternalKey)]
    public async Task Can_ReadMetricsWithAnAdminOrTheInternalKey(string key)
    {
        using var client = host.Client(key);
        using var answer = await client.GetAsync("/metrics", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Refuses_TheInternalKeyEverywhereElse()
    {
        using var client = host.Client(ChatApiHost.InternalKey);
        using var answer = await client.GetAsync("/v1/whoami", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
    }

    [Fact]
    public async Task Refuses_AnUnknownAddressWithOpenAisBody()
    {
        using var inside = await host.Admin.GetAsync("/v1/nothing/here", Cancellation);
        Assert.Contains("GET /v1/nothing/here", await inside.ErrorAsync(HttpStatusCode.NotFound, "unknown_url"), StringComparison.Ordinal);
        using var outside = await host.Anonymous.GetAsync("/favicon.ico", Cancellation);
        await outside.ErrorAsync(HttpStatusCode.NotFound, "unknown_url");
        using var method = await host.Admin.PutAsync("/v1/whoami", null, Cancellation);
        await method.ErrorAsync(HttpStatusCode.MethodNotAllowed, "method_not_supported");
    }

    [Fact]
    public async Task Can_SeeWhenAKeyWasUsedLast()
    {
        var (project, key) = await NewKeyAsync();
        var keys = $"/v1/organization/projects/{project}/api_keys";
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await host.Admin.GetJsonAsync(keys)).GetProperty("data")[0].GetProperty("last_used_at").ValueKind);
        using var client = host.Client(key);
        time.Advance(TimeSpan.FromSeconds(5));
        await client.GetJsonAsync("/v1/whoami");
        await host.Services.GetRequiredService<LastUsedWriter>().FlushAsync(Cancellation);

        Assert.Equal(1_800_000_005, (await host.Admin.GetJsonAsync(keys)).GetProperty("data")[0].GetProperty("last_used_at").GetInt64());
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await client.SendAsync(request, Cancellation);
    }

    private async Task<(string Project, string Key)> NewKeyAsync()
    {
        var project = await host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"演示"}""");
        var account = await host.Admin.PostJsonAsync($"/v1/organization/projects/{project.Text("id")}/service_accounts", """{"name":"app"}""");
        return (project.Text("id"), account.GetProperty("api_key").Text("value"));
    }
}
