using System.Net;
using Dapper;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.Router.Admin.CatalogRig;

namespace YYC3.Llm.Tests.Router.Admin;

/// <summary>The catalog at run time, over real sockets and on SQLite; on PostgreSQL below.</summary>
public class CatalogAdminTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ModelAddedAtRunTime_CanBeCalled_SwitchedAndRemoved()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync();
        using var before = await router.ChatAsync(Samples.Request("new"));
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);

        await router.AddAsync(provider);
        Assert.Equal("stored", (await router.Client.GetJsonAsync("/admin/models/new")).Text("source"));
        using var added = await router.ChatAsync(Samples.Request("new"));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal("Bearer sk-very-secret-key", provider.Requests.Last().Headers["Authorization"]);

        Assert.Equal("disabled", (await router.Client.PostJsonAsync("/admin/models/new/disable")).Text("status"));
        using var off = await router.ChatAsync(Samples.Request("new"));
        Assert.Contains("switched off", await off.ErrorAsync(HttpStatusCode.NotFound, "model_not_found", "model"), StringComparison.Ordinal);
        Assert.Equal("active", (await router.Client.PostJsonAsync("/admin/models/new/enable")).Text("status"));
        await router.Client.PostJsonAsync("/admin/providers/p/disable");
        using var noProvider = await router.ChatAsync(Samples.Request("new"));
        Assert.Equal(HttpStatusCode.NotFound, noProvider.StatusCode);
        await router.Client.PostJsonAsync("/admin/providers/p/enable");

        using var used = await router.Client.DeleteAsync("/admin/providers/p", Cancellation);
        Assert.Equal("$.models.new.deployments[0].provider", (await used.ErrorJsonAsync(409)).Text("param"));
        await router.Client.DeleteJsonAsync("/admin/models/new");
        await router.Client.DeleteJsonAsync("/admin/providers/p");
        using var gone = await router.ChatAsync(Samples.Request("new"));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        using var twice = await router.Client.DeleteAsync("/admin/models/new", Cancellation);
        await twice.ErrorAsync(HttpStatusCode.NotFound, "model_not_found", "id");
    }

    [Fact]
    public async Task StoredEntry_WinsOverTheFiles_UntilItIsRemoved()
    {
        await using var first = await ScriptedProvider.StartAsync();
        await using var second = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(RouterUnderTest.Models([first]));

        Assert.Equal("file", (await router.Client.GetJsonAsync("/admin/providers/p0")).Text("source"));
        await router.PutJsonAsync("/admin/providers/p0", Provider(second));
        using var changed = await router.ChatAsync(Samples.Request("m"));
        Assert.Single(second.Requests);
        Assert.True((await router.Client.DeleteJsonAsync("/admin/providers/p0")).GetProperty("in_file").GetBoolean());
        using var back = await router.ChatAsync(Samples.Request("m"));
        Assert.Single(first.Requests);

        using var files = await router.Client.DeleteAsync("/admin/models/m", Cancellation);
        await files.ErrorAsync(HttpStatusCode.Conflict, "declared_in_file", "id");
        Assert.Equal("disabled", (await router.Client.PostJsonAsync("/admin/models/m/disable")).Text("status"));
        using var off = await router.ChatAsync(Samples.Request("m"));
        Assert.Equal(HttpStatusCode.NotFound, off.StatusCode);
        Assert.Equal("active", (await router.Client.PostJsonAsync("/admin/models/m/enable")).Text("status"));
    }

    [Fact]
    public async Task BadInput_ListsAllFaultsAndStoresNothing()
    {
        await using var router = await StartAsync();
        const string Bad = """{"typ":"chat","policy":"luck","dimensions":0,"deployments":[{"provider":"nobody","model":""}]}""";

        using var refused = await router.PutAsync("/admin/models/bad", Bad);
        var error = await refused.ErrorJsonAsync(400);
        string[] paths = ["$.models.bad.typ", "$.models.bad.policy", "$.models.bad.dimensions", "$.models.bad.deployments[0].model", "$.models.bad.deployments[0].provider"];
        Assert.Equal(paths, error.GetProperty("faults").EnumerateArray().Select(fault => fault.Text("path")));
        Assert.Equal((paths[0], "invalid_catalog"), (error.Text("param"), error.Text("code")));
        Assert.All(paths, path => Assert.Contains(path, error.Text("message"), StringComparison.Ordinal));

        var checkedOnly = await router.Client.PostJsonAsync("/admin/models/validate", $$"""{"id":"bad","definition":{{Bad}} }""");
        Assert.False(checkedOnly.GetProperty("valid").GetBoolean());
        Assert.Equal(5, checkedOnly.GetProperty("faults").GetArrayLength());
        Assert.True((await router.Client.PostJsonAsync("/admin/models/validate", """{"id":"good","definition":{"deployments":[{"provider":"offline","model":"x"}]}}""")).GetProperty("valid").GetBoolean());
        Assert.DoesNotContain("good", (await router.Client.GetJsonAsync("/admin/models")).Ids());
        Assert.Equal(0, (await router.Client.GetJsonAsync("/admin/catalog")).GetProperty("revision").GetInt64());
        using var noJson = await router.PutAsync("/admin/models/bad", "{");
        await noJson.ErrorAsync(HttpStatusCode.BadRequest, "invalid_json");
        using var list = await router.PutAsync("/admin/models/bad", "[]");
        Assert.Equal("$.models.bad", (await list.ErrorJsonAsync(400)).Text("param"));
        using var nothing = await router.Client.PostAsync("/admin/models/bad/dance", null, Cancellation);
        await nothing.ErrorAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Secrets_AreNeverShownAndNeverStoredAsTheyAre()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync();
        var put = await router.PutJsonAsync("/admin/providers/p", Provider(provider).Replace("[\"", "[\"${SET_BY_NOBODY}\",\"", StringComparison.Ordinal));

        var shown = put.GetRawText() + (await router.Client.GetJsonAsync("/admin/providers")).GetRawText();
        Assert.DoesNotContain("sk-very-secret-key", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-header-value", shown, StringComparison.Ordinal);
        Assert.Equal(["${SET_BY_NOBODY}", "[redacted]"], put.GetProperty("definition").GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        await using var connection = await router.Services.GetRequiredService<IDatabase>().OpenAsync(Cancellation);
        var stored = await connection.QuerySingleAsync<string>("select definition from catalog_entries");
        Assert.DoesNotContain("sk-very-secret-key", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-header-value", stored, StringComparison.Ordinal);
        Assert.Contains("enc:v1:", stored, StringComparison.Ordinal);

        using var back = await router.PutAsync("/admin/providers/p", put.GetProperty("definition").GetRawText());
        Assert.Contains("[redacted]", (await back.ErrorJsonAsync(400)).Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StoredEntries_SurviveARestart_AndAnotherInstanceTakesThemOver()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync();
        await using var other = await RouterUnderTest.StartAsync(EmptyFile, null, await SettingsAsync(router));
        await router.AddAsync(provider);

        await UntilAsync(async () => (await other.ChatAsync(Samples.Request("new"))).StatusCode == HttpStatusCode.OK);
        var catalog = await other.Client.GetJsonAsync("/admin/catalog");
        Assert.Equal(2, catalog.GetProperty("instances").GetArrayLength());
        Assert.Equal(2, catalog.GetProperty("revision").GetInt64());
        await UntilAsync(async () => (await other.Client.GetJsonAsync("/admin/catalog")).GetProperty("instances").EnumerateArray().All(instance => instance.GetProperty("revision").GetInt64() == 2));

        await using var restarted = await RouterUnderTest.StartAsync(EmptyFile, null, await SettingsAsync(router));
        using var answer = await restarted.ChatAsync(Samples.Request("new")); // At once: what is stored is in force before the first call.
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task KeysOfAnotherInternalKey_LeaveTheProviderUnconfigured()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync();
        await router.AddAsync(provider);
        await using var connection = await router.Services.GetRequiredService<IDatabase>().OpenAsync(Cancellation);
        var stored = await connection.QuerySingleAsync<string>("select definition from catalog_entries where name = 'p'");
        var at = stored.IndexOf("enc:v1:", StringComparison.Ordinal) + 20;
        await connection.ExecuteAsync("update catalog_entries set definition = @definition where name = 'p'", new { definition = stored[..at] + (stored[at] == 'A' ? 'B' : 'A') + stored[(at + 1)..] });

        await using var restarted = await RouterUnderTest.StartAsync(EmptyFile, null, await SettingsAsync(router));
        var shown = await restarted.Client.GetJsonAsync("/admin/providers/p");
        Assert.Equal("unconfigured", shown.Text("status"));
        Assert.Contains("InternalKey", shown.GetProperty("missing")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangesUnderLoad_DropNoCall()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await ScriptedProvider.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Samples.Role + Samples.Text("a"), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await go.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync(Samples.Text("b") + Samples.Finish + Samples.Usage + Samples.Done, context.RequestAborted);
        });
        await using var router = await StartAsync();
        await router.AddAsync(provider);
        var calls = Enumerable.Range(0, 20).Select(_ => router.ChatAsync(Samples.Request("new", stream: true), HttpCompletionOption.ResponseHeadersRead)).ToList();
        var streams = await Task.WhenAll(calls);

        for (var i = 0; i < 5; i++)
        {
            await router.PutJsonAsync("/admin/models/new", $$"""{"contextWindow":{{1000 + i}},"deployments":[{"provider":"p","model":"up"}]}""");
        }

        await router.Client.DeleteJsonAsync("/admin/models/new");
        await router.Client.DeleteJsonAsync("/admin/providers/p");
        go.SetResult();

        foreach (var stream in streams)
        {
            using (stream)
            {
                var text = await stream.Content.ReadAsStringAsync(Cancellation);
                Assert.Contains("\"content\":\"b\"", text, StringComparison.Ordinal);
                Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task FileThatTakesAProviderAway_LeavesOutTheStoredModelAndSaysSo()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(RouterUnderTest.Models([provider]));
        await router.PutJsonAsync("/admin/models/new", Model("p0"));
        await File.WriteAllTextAsync(router.ModelsFile, EmptyFile, Cancellation);

        await UntilAsync(async () => (await router.Client.GetJsonAsync("/admin/catalog")).GetProperty("faults").GetArrayLength() > 0);
        Assert.Equal("faulty", (await router.Client.GetJsonAsync("/admin/models/new")).Text("status"));
        await router.PutJsonAsync("/admin/providers/p0", Provider(provider)); // Others' changes are not in its way; this one mends it.
        using var answer = await router.ChatAsync(Samples.Request("new"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Probe_FindsOutAndFillsGaps()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = Answer(() => provider.Requests.Last());
        await using var router = await StartAsync();
        await router.AddAsync(provider);
        await router.PutJsonAsync("/admin/models/declared", """{"capabilities":["audio"],"deployments":[{"provider":"p","model":"up"}]}""");

        var probe = await router.Client.PostJsonAsync("/admin/models/new/probe");
        await router.Client.PostJsonAsync("/admin/models/declared/probe");

        Assert.Equal(["streaming", "stream_usage", "tools", "json", "json_schema"], probe.GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()));
        var findings = probe.GetProperty("deployments")[0].GetProperty("findings");
        Assert.Equal(("no", 400), (findings.GetProperty("vision").Text("result"), findings.GetProperty("vision").GetProperty("status").GetInt32()));
        Assert.Equal("no", findings.GetProperty("reasoning").Text("result"));
        var shown = await router.Client.GetJsonAsync("/v1/models/new");
        Assert.Equal(5, shown.GetProperty("capabilities").GetArrayLength());
        Assert.Equal("probe", shown.Text("capabilities_source"));
        Assert.Equal(["audio"], (await router.Client.GetJsonAsync("/v1/models/declared")).GetProperty("capabilities").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(7, provider.Requests.Count / 2);
        Assert.All(provider.Requests, request => Assert.Contains("\"model\":\"up\"", request.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probe_OfEmbeddings_FindsTheirLength()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.1,0.2,0.3]}],"model":"up","usage":{"prompt_tokens":1,"total_tokens":1}}"""));
        await using var router = await StartAsync();
        await router.PutJsonAsync("/admin/providers/p", Provider(provider));
        await router.PutJsonAsync("/admin/models/e", """{"type":"embeddings","deployments":[{"provider":"p","model":"up"}]}""");

        Assert.Equal(3, (await router.Client.PostJsonAsync("/admin/models/e/probe")).GetProperty("dimensions").GetInt32());
        Assert.Equal(3, (await router.Client.GetJsonAsync("/v1/models/e")).GetProperty("dimensions").GetInt32());
        using var nobody = await router.Client.PostAsync("/admin/models/nobody/probe", null, Cancellation);
        await nobody.ErrorAsync(HttpStatusCode.NotFound, "model_not_found", "id");
    }

    /// <summary>Further settings of every host; with a host given, those that make another one share its database.</summary>
    private protected virtual Task<string[]> SettingsAsync(RouterUnderTest? shared) =>
        Task.FromResult<string[]>(shared is null ? [] : [$"--DataDirectory={Path.GetDirectoryName(shared.ModelsFile)}"]);

    private async Task<RouterUnderTest> StartAsync(string models = EmptyFile) => await RouterUnderTest.StartAsync(models, null, await SettingsAsync(null));

    /// <summary>A model with tools and JSON, but without eyes and thoughts.</summary>
    private static RequestDelegate Answer(Func<ProviderRequest> asked) => context =>
    {
        var body = asked().Text;
        return (body switch
        {
            _ when body.Contains("image_url", StringComparison.Ordinal) => ScriptedProvider.Json(400, Samples.Error("invalid_value", type: "invalid_request_error")),
            _ when body.Contains("\"stream\":true", StringComparison.Ordinal) => ScriptedProvider.Stream(Samples.Role, Samples.Text("pong"), Samples.Finish, Samples.Usage, Samples.Done),
            _ when body.Contains("get_time", StringComparison.Ordinal) => ScriptedProvider.Json(200, """{"id":"c","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"get_time","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}"""),
            _ when body.Contains("response_format", StringComparison.Ordinal) => ScriptedProvider.Json(200, Samples.Completion.Replace("Hi 你好", "{\\\"capital_city\\\":\\\"Paris\\\"}", StringComparison.Ordinal)),
            _ => ScriptedProvider.Json(200, Samples.Completion),
        })(context);
    };
}
