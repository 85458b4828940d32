using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Organization;

/// <summary>The admin API over HTTP, the same on each database. The shapes are those of OpenAI's API reference.</summary>
public abstract class OrganizationTests : IAsyncLifetime
{
    private const string Projects = "/v1/organization/projects";
    private const string AdminKeys = "/v1/organization/admin_api_keys";
    private ChatApiHost host = null!;

    private protected ChatApiHost Host => host;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ChatApiHost.StartAsync(await OptionsAsync());

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Can_ManageAProject()
    {
        var created = await host.Admin.PostJsonAsync(Projects, """{"name":"客服 & Support"}""");
        Assert.Equal(["id", "object", "name", "created_at", "archived_at", "status", "external_key_id"], created.Fields());
        Assert.StartsWith("proj_", created.Text("id"), StringComparison.Ordinal);
        Assert.Equal("organization.project", created.Text("object"));
        Assert.Equal("客服 & Support", created.Text("name"));
        Assert.Equal("active", created.Text("status"));
        Assert.Equal(JsonValueKind.Null, created.GetProperty("archived_at").ValueKind);
        var path = $"{Projects}/{created.Text("id")}";
        Assert.Equal(created.GetRawText(), (await host.Admin.GetJsonAsync(path)).GetRawText());

        Assert.Equal("new", (await host.Admin.PostJsonAsync(path, """{"name":"new"}""")).Text("name"));
        Assert.Equal("new", (await host.Admin.PostJsonAsync(path, "{}")).Text("name"));

        var archived = await host.Admin.PostJsonAsync(path + "/archive");
        Assert.Equal("archived", archived.Text("status"));
        Assert.Equal(JsonValueKind.Number, archived.GetProperty("archived_at").ValueKind);
        Assert.Equal(archived.GetRawText(), (await host.Admin.PostJsonAsync(path + "/archive")).GetRawText());
        using var rename = await host.Admin.PostAsync(path, ApiAnswers.Json("""{"name":"again"}"""), Cancellation);
        await rename.ErrorAsync(HttpStatusCode.BadRequest, "project_archived", "project_id");
        using var account = await host.Admin.PostAsync(path + "/service_accounts", ApiAnswers.Json("""{"name":"a"}"""), Cancellation);
        await account.ErrorAsync(HttpStatusCode.BadRequest, "project_archived", "project_id");
    }

    [Fact]
    public async Task Can_PageThroughProjects()
    {
        var ids = new List<string> { "proj_default" };
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await host.Admin.PostJsonAsync(Projects, $$"""{"name":"p{{i}}"}""")).Text("id"));
        }

        await host.Admin.PostJsonAsync($"{Projects}/{ids[2]}/archive");
        var first = await host.Admin.GetJsonAsync(Projects + "?limit=2");
        Assert.Equal(["object", "data", "first_id", "last_id", "has_more"], first.Fields());
        Assert.Equal(ids[..2], first.Ids());
        Assert.Equal(ids[0], first.Text("first_id"));
        Assert.Equal(ids[1], first.Text("last_id"));
        Assert.True(first.GetProperty("has_more").GetBoolean());

        var rest = await host.Admin.GetJsonAsync($"{Projects}?limit=3&after={ids[1]}");
        Assert.Equal(ids[3..], rest.Ids());
        Assert.False(rest.GetProperty("has_more").GetBoolean());
        Assert.Equal(ids, (await host.Admin.GetJsonAsync(Projects + "?include_archived=true")).Ids());

        var none = await host.Admin.GetJsonAsync($"{Projects}?after={ids[5]}");
        Assert.Empty(none.Ids());
        Assert.Equal(JsonValueKind.Null, none.GetProperty("last_id").ValueKind);
    }

    [Fact]
    public async Task Can_ManageAServiceAccount()
    {
        var accounts = $"{Projects}/proj_default/service_accounts";
        var created = await host.Admin.PostJsonAsync(accounts, """{"name":"Production App"}""");
        Assert.Equal(["object", "id", "name", "role", "created_at", "api_key"], created.Fields());
        Assert.Equal("organization.project.service_account", created.Text("object"));
        Assert.Equal("member", created.Text("role"));
        var key = created.GetProperty("api_key");
        Assert.Equal(["object", "value", "name", "created_at", "id"], key.Fields());
        Assert.Equal("organization.project.service_account.api_key", key.Text("object"));
        Assert.Matches("^sk-yyc3-[0-9A-Za-z]{48}$", key.Text("value"));

        var path = $"{accounts}/{created.Text("id")}";
        var read = await host.Admin.GetJsonAsync(path);
        Assert.Equal(["object", "id", "name", "role", "created_at"], read.Fields());
        Assert.Equal([created.Text("id")], (await host.Admin.GetJsonAsync(accounts)).Ids());
        var changed = await host.Admin.PostJsonAsync(path, """{"name":"Renamed","role":"owner"}""");
        Assert.Equal(("Renamed", "owner"), (changed.Text("name"), changed.Text("role")));

        var deleted = await host.Admin.DeleteJsonAsync(path);
        Assert.Equal(["object", "id", "deleted"], deleted.Fields());
        Assert.Equal("organization.project.service_account.deleted", deleted.Text("object"));
        Assert.True(deleted.GetProperty("deleted").GetBoolean());
        Assert.Empty((await host.Admin.GetJsonAsync(accounts)).Ids());
        using var again = await host.Admin.DeleteAsync(path, Cancellation);
        await again.ErrorAsync(HttpStatusCode.NotFound, "service_account_not_found", "service_account_id");
    }

    [Fact]
    public async Task Can_CreateAServiceAccountAlone()
    {
        var created = await host.Admin.PostJsonAsync($"{Projects}/proj_default/service_accounts", """{"name":"later","create_service_account_only":true}""");
        Assert.Equal("none", created.Text("role"));
        Assert.Equal(JsonValueKind.Null, created.GetProperty("api_key").ValueKind);
    }

    [Fact]
    public async Task Can_ManageAProjectsKeys()
    {
        var project = $"{Projects}/proj_default";
        var account = await host.Admin.PostJsonAsync(project + "/service_accounts", """{"name":"app"}""");
        var second = await host.Admin.PostJsonAsync($"{project}/service_accounts/{account.Text("id")}/api_keys", """{"name":"second","scopes":["model.request"]}""");
        Assert.Equal(["object", "value", "name", "created_at", "id"], second.Fields());

        var list = await host.Admin.GetJsonAsync(project + "/api_keys");
        Assert.Equal([account.GetProperty("api_key").Text("id"), second.Text("id")], list.Ids());
        var key = await host.Admin.GetJsonAsync($"{project}/api_keys/{second.Text("id")}");
        Assert.Equal(["object", "redacted_value", "name", "created_at", "last_used_at", "id", "owner_project_access", "owner"], key.Fields());
        Assert.Equal("organization.project.api_key", key.Text("object"));
        Assert.Equal($"{second.Text("value")[..11]}...{second.Text("value")[^3..]}", key.Text("redacted_value"));
        Assert.Equal("active", key.Text("owner_project_access"));
        Assert.Equal(["type", "service_account"], key.GetProperty("owner").Fields());
        var owner = key.GetProperty("owner").GetProperty("service_account");
        Assert.Equal(["id", "name", "created_at", "role"], owner.Fields());
        Assert.Equal(account.Text("id"), owner.Text("id"));
        Assert.Equal("app", owner.Text("name"));
        Assert.Empty((await host.Admin.GetJsonAsync(project + "/api_keys?owner_project_access=inactive")).Ids());

        var deleted = await host.Admin.DeleteJsonAsync($"{project}/api_keys/{second.Text("id")}");
        Assert.Equal("organization.project.api_key.deleted", deleted.Text("object"));
        Assert.Single((await host.Admin.GetJsonAsync(project + "/api_keys")).Ids());
        using var gone = await host.Admin.GetAsync($"{project}/api_keys/{second.Text("id")}", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "api_key_not_found", "api_key_id");
    }

    [Fact]
    public async Task Refuses_KeysAndAccountsThroughAnotherProject()
    {
        var mine = (await host.Admin.PostJsonAsync(Projects, """{"name":"mine"}""")).Text("id");
        var other = (await host.Admin.PostJsonAsync(Projects, """{"name":"other"}""")).Text("id");
        var account = await host.Admin.PostJsonAsync($"{Projects}/{mine}/service_accounts", """{"name":"a"}""");
        using var key = await host.Admin.DeleteAsync($"{Projects}/{other}/api_keys/{account.GetProperty("api_key").Text("id")}", Cancellation);
        await key.ErrorAsync(HttpStatusCode.NotFound, "api_key_not_found", "api_key_id");
        using var read = await host.Admin.GetAsync($"{Projects}/{other}/service_accounts/{account.Text("id")}", Cancellation);
        await read.ErrorAsync(HttpStatusCode.NotFound, "service_account_not_found", "service_account_id");
        using var cursor = await host.Admin.GetAsync($"{Projects}/{other}/service_accounts?after={account.Text("id")}", Cancellation);
        await cursor.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "after");
    }

    [Fact]
    public async Task Can_ManageAdminKeys()
    {
        var created = await host.Admin.PostJsonAsync(AdminKeys, """{"name":"CI","expires_in_seconds":3600}""");
        Assert.Equal(["object", "id", "name", "redacted_value", "created_at", "expires_at", "last_used_at", "owner", "value"], created.Fields());
        Assert.Equal("organization.admin_api_key", created.Text("object"));
        Assert.Equal(3600, created.GetProperty("expires_at").GetInt64() - created.GetProperty("created_at").GetInt64());
        var owner = created.GetProperty("owner");
        Assert.Equal(["type", "object", "id", "name", "created_at", "role"], owner.Fields());
        Assert.Equal(("user", "organization.user", "key_bootstrap", "owner"), (owner.Text("type"), owner.Text("object"), owner.Text("id"), owner.Text("role")));
        using var admin = host.Client(created.Text("value"));
        Assert.Equal(["key_bootstrap", created.Text("id")], (await admin.GetJsonAsync(AdminKeys)).Ids());
        Assert.Equal([created.Text("id"), "key_bootstrap"], (await admin.GetJsonAsync(AdminKeys + "?order=desc")).Ids());
        Assert.Equal(["key_bootstrap"], (await admin.GetJsonAsync($"{AdminKeys}?order=desc&limit=1&after={created.Text("id")}")).Ids());
        Assert.Equal("CI", (await admin.GetJsonAsync($"{AdminKeys}/{created.Text("id")}")).Text("name"));
        Assert.Empty((await admin.GetJsonAsync(Projects + "/proj_default/api_keys")).Ids());

        var deleted = await host.Admin.DeleteJsonAsync($"{AdminKeys}/{created.Text("id")}");
        Assert.Equal("organization.admin_api_key.deleted", deleted.Text("object"));
        using var after = await admin.GetAsync(AdminKeys, Cancellation);
        await after.ErrorAsync(HttpStatusCode.Unauthorized, "revoked_api_key");
    }

    [Fact]
    public async Task Refuses_ToLockEverybodyOut()
    {
        using var project = await host.Admin.PostAsync(Projects + "/proj_default/archive", null, Cancellation);
        await project.ErrorAsync(HttpStatusCode.BadRequest, "default_project", "project_id");
        using var key = await host.Admin.DeleteAsync(AdminKeys + "/key_bootstrap", Cancellation);
        await key.ErrorAsync(HttpStatusCode.BadRequest, "bootstrap_key", "key_id");
        using var asProjectKey = await host.Admin.DeleteAsync(Projects + "/proj_default/api_keys/key_bootstrap", Cancellation);
        await asProjectKey.ErrorAsync(HttpStatusCode.NotFound, "api_key_not_found", "api_key_id");
    }

    [Theory]
    [InlineData(Projects, "", "missing_required_parameter", "name")]
    [InlineData(Projects, "{}", "missing_required_parameter", "name")]
    [InlineData(Projects, """{"name":null}""", "missing_required_parameter", "name")]
    [InlineData(Projects, """{"name":7}""", "invalid_type", "name")]
    [InlineData(Projects, """{"name":" "}""", "empty_string", "name")]
    [InlineData(Projects, """{"name":"a\u0000b"}""", "invalid_value", "name")]
    [InlineData(Projects, """{"name":"\ud800"}""", "invalid_value", "name")]
    [InlineData(Projects, """{"name":"a","residency":{"type":"eu"}}""", "unsupported_parameter", "residency")]
    [InlineData(Projects, """{"name":"a","external_key_id":"k"}""", "unsupported_parameter", "external_key_id")]
    [InlineData(Projects, "[1]", "invalid_type", null)]
    [InlineData(Projects, "{\"name\":", null, null)]
    [InlineData(Projects + "/proj_default", """{"name":false}""", "invalid_type", "name")]
    [InlineData(Projects + "/proj_default/service_accounts", """{"name":"a","create_service_account_only":"yes"}""", "invalid_type", "create_service_account_only")]
    [InlineData(AdminKeys, """{"name":"a","expires_in_seconds":0}""", "integer_below_min_value", "expires_in_seconds")]
    [InlineData(AdminKeys, """{"name":"a","expires_in_seconds":31536001}""", "integer_above_max_value", "expires_in_seconds")]
    [InlineData(AdminKeys, """{"name":"a","expires_in_seconds":1.5}""", "invalid_type", "expires_in_seconds")]
    [InlineData(AdminKeys, """{"name":"a","expires_in_seconds":1e400}""", "invalid_type", "expires_in_seconds")]
    public async Task Refuses_AWrongBodyNamingTheField(string path, string body, string? code, string? param)
    {
        using var answer = await host.Admin.PostAsync(path, ApiAnswers.Json(body), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, code, param);
    }

    [Fact]
    public async Task Refuses_AWrongKeyOrAccountBodyNamingTheField()
    {
        var account = await host.Admin.PostJsonAsync(Projects + "/proj_default/service_accounts", """{"name":"a"}""");
        var path = $"{Projects}/proj_default/service_accounts/{account.Text("id")}";
        using var role = await host.Admin.PostAsync(path, ApiAnswers.Json("""{"role":"admin"}"""), Cancellation);
        await role.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "role");
        using var scope = await host.Admin.PostAsync(path + "/api_keys", ApiAnswers.Json("""{"scopes":["model.request","all"]}"""), Cancellation);
        Assert.Contains("api.files.read", await scope.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "scopes[1]"), StringComparison.Ordinal);
        using var type = await host.Admin.PostAsync(path + "/api_keys", ApiAnswers.Json("""{"scopes":[1]}"""), Cancellation);
        await type.ErrorAsync(HttpStatusCode.BadRequest, "invalid_type", "scopes[0]");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("after=proj_none", "after")]
    [InlineData("after=%00", "after")]
    [InlineData("after=", "after")]
    [InlineData("include_archived=perhaps", "include_archived")]
    public async Task Refuses_AWrongQueryNamingTheParameter(string query, string param)
    {
        using var answer = await host.Admin.GetAsync($"{Projects}?{query}", Cancellation);
        await answer.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", param);
    }

    [Theory]
    [InlineData("proj_none")]
    [InlineData("%F0%9F%98%80")]
    [InlineData("' or 1=1 --")]
    public async Task Refuses_AProjectThatIsNotThere(string id)
    {
        foreach (var path in new[] { "", "/service_accounts", "/api_keys", "/service_accounts/svc_acct_1", "/api_keys/key_1" })
        {
            using var answer = await host.Admin.GetAsync($"{Projects}/{id}{path}", Cancellation);
            await answer.ErrorAsync(HttpStatusCode.NotFound, "project_not_found", "project_id");
        }
    }

    [Fact]
    public async Task Refuses_ABodyTooLarge()
    {
        using var answer = await host.Admin.PostAsync(Projects, ApiAnswers.Json($$"""{"name":"{{new string('a', 70_000)}}"}"""), Cancellation);
        await answer.ErrorAsync(HttpStatusCode.RequestEntityTooLarge, "request_too_large");
    }

    private protected abstract Task<ChatApiHostOptions> OptionsAsync();
}
