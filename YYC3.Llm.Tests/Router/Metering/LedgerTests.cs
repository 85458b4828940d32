using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Metering;

/// <summary>The ledger of the real Router over real sockets, on both databases.</summary>
public sealed class LedgerTests
{
    private const string Prices = "\"prices\":[{\"from\":\"2020-01-01\",\"currency\":\"USD\",\"in\":2.5,\"cachedIn\":1.25,\"out\":10}],";

    public static TheoryData<string> Backends => ["sqlite", "postgres"];

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Can_BillAPlainCall_AndExplainIt(string backend)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(backend, [provider]);

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal("0.0000425 USD", answer.Headers.GetValues("x-yyc3-cost").Single());
        var record = Assert.Single(await LedgerView.RecordsAsync(router, 1));
        Assert.Equal("completed", record.GetProperty("end").GetString());
        Assert.Equal("p0/up0", record.GetProperty("deployment").GetString());
        Assert.Equal(answer.Headers.GetValues("x-yyc3-request-id").Single(), record.GetProperty("request_id").GetString());
        Assert.Equal(9, record.GetProperty("usage").GetProperty("input_uncached").GetInt64());
        Assert.Equal(2, record.GetProperty("usage").GetProperty("output").GetInt64());
        Assert.Equal(11, record.GetProperty("raw_usage").GetProperty("total_tokens").GetInt64());
        Assert.Equal(0.0000425m, record.GetProperty("cost").GetDecimal());
        Assert.False(record.GetProperty("estimated").GetBoolean());
        var explained = await LedgerView.GetAsync(router, $"/admin/usage/{record.GetProperty("id").GetString()}/explain");
        Assert.True(explained.GetProperty("equal").GetBoolean());
        Assert.Equal("raw usage", explained.GetProperty("usage_from").GetString());
        Assert.Equal("9 × 2.5 / 1000000 = 0.0000225", explained.GetProperty("terms")[0].GetProperty("formula").GetString());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Can_SumUp_ByDayModelKeyAndTenant(string backend)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(backend, [provider]);
        for (var i = 0; i < 7; i++)
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
        }

        await LedgerView.RecordsAsync(router, 7);
        var sum = Assert.Single((await LedgerView.GetAsync(router, "/admin/usage?group_by=day,model,key,tenant")).GetProperty("data").EnumerateArray());
        Assert.Equal(7, sum.GetProperty("requests").GetInt64());
        Assert.Equal(0.0002975m, sum.GetProperty("cost").GetDecimal()); // 7 × 0.0000425
        Assert.Equal("m", sum.GetProperty("model").GetString());
        Assert.Equal("proj_default", sum.GetProperty("tenant").GetString());

        // From the records instead of the daily rows: the same.
        var fromRecords = Assert.Single((await LedgerView.GetAsync(router, "/admin/usage?group_by=model&start_time=1")).GetProperty("data").EnumerateArray());
        Assert.Equal(0.0002975m, fromRecords.GetProperty("cost").GetDecimal());
        var page = await LedgerView.GetAsync(router, "/admin/usage?limit=3");
        var next = page.GetProperty("next").GetString();
        Assert.Equal(3, page.GetProperty("data").GetArrayLength());
        Assert.Equal(4, (await LedgerView.GetAsync(router, $"/admin/usage?limit=30&after={next}")).GetProperty("data").GetArrayLength());

        var start = DateTimeOffset.FromUnixTimeSeconds((long)(page.GetProperty("data")[0].GetProperty("started_at").GetDouble() - 3600)).ToUnixTimeSeconds();
        var usage = await LedgerView.GetAsync(router, $"/v1/organization/usage/completions?start_time={start.ToString(CultureInfo.InvariantCulture)}&bucket_width=1d&group_by=model");
        var result = usage.GetProperty("data").EnumerateArray().SelectMany(bucket => bucket.GetProperty("results").EnumerateArray()).Single();
        Assert.Equal(63, result.GetProperty("input_tokens").GetInt64());
        Assert.Equal(7, result.GetProperty("num_model_requests").GetInt64());
        var costs = await LedgerView.GetAsync(router, $"/v1/organization/costs?start_time={start.ToString(CultureInfo.InvariantCulture)}");
        var amount = costs.GetProperty("data").EnumerateArray().SelectMany(bucket => bucket.GetProperty("results").EnumerateArray()).Single().GetProperty("amount");
        Assert.Equal(0.0002975m, amount.GetProperty("value").GetDecimal());
        Assert.Equal("usd", amount.GetProperty("currency").GetString());
    }

    [Fact]
    public async Task Can_BillAStream_AndSaySoInItsComment()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await StartAsync("sqlite", [provider]);

        var text = await router.StreamAsync();

        Assert.Contains("cost=0.0000425 currency=USD\n\ndata: [DONE]", text);
        var record = Assert.Single(await LedgerView.RecordsAsync(router, 1));
        Assert.Equal(0.0000425m, record.GetProperty("cost").GetDecimal());
        Assert.True(record.GetProperty("committed").GetBoolean());
        Assert.True(record.GetProperty("time_to_first_token_ms").GetDouble() >= 0);
    }

    [Fact]
    public async Task Can_RecordEachAttempt_OfAFailover()
    {
        await using var broken = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, Samples.Error("server_error")));
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync("sqlite", [broken, provider]);

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.True(answer.IsSuccessStatusCode);
        var records = (await LedgerView.RecordsAsync(router, 2)).OrderBy(record => record.GetProperty("attempt").GetInt32()).ToList();
        Assert.Equal(["upstream_error", "completed"], records.Select(record => record.GetProperty("end").GetString()));
        Assert.Equal([0m, 0.0000425m], records.Select(record => record.GetProperty("cost").GetDecimal()));
        Assert.Single(records.Select(record => record.GetProperty("request_id").GetString()).Distinct());
    }

    [Fact]
    public async Task Can_EstimateWhatTheProviderDoesNotSay()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hello"), Samples.Text("there"), Samples.Finish, Samples.Done));
        await using var router = await StartAsync("sqlite", [provider]);

        var text = await router.StreamAsync();

        Assert.Contains("estimated=true", text);
        var record = Assert.Single(await LedgerView.RecordsAsync(router, 1));
        Assert.True(record.GetProperty("estimated").GetBoolean());
        Assert.Equal("prompt+content", record.GetProperty("estimated_from").GetString());
        Assert.InRange(record.GetProperty("usage").GetProperty("output").GetInt64(), 2, 20);
        Assert.InRange(record.GetProperty("usage").GetProperty("input_uncached").GetInt64(), 5, 20);
        Assert.True(record.GetProperty("cost").GetDecimal() > 0);
        Assert.True((await LedgerView.GetAsync(router, $"/admin/usage/{record.GetProperty("id").GetString()}/explain")).GetProperty("equal").GetBoolean());
    }

    [Fact]
    public async Task Can_RecordACallerWhoLeft()
    {
        var left = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left, Samples.Role, Samples.Text("Hi")));
        await using var router = await StartAsync("sqlite", [provider]);

        using (var answer = await router.ChatAsync(Samples.Request("m", stream: true), HttpCompletionOption.ResponseHeadersRead))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await stream.ReadAsync(new byte[16], TestContext.Current.CancellationToken) > 0);
        }

        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var record = Assert.Single(await LedgerView.RecordsAsync(router, 1));
        Assert.Equal("client_gone", record.GetProperty("end").GetString());
        Assert.True(record.GetProperty("estimated").GetBoolean());
        Assert.True(record.GetProperty("committed").GetBoolean());
    }

    [Fact]
    public async Task Can_LeaveUnknownPricesUnknown()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]));

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal("unknown", answer.Headers.GetValues("x-yyc3-cost").Single());
        Assert.Equal(JsonValueKind.Null, Assert.Single(await LedgerView.RecordsAsync(router, 1)).GetProperty("cost").ValueKind);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Can_CatchUp_WhenTheDatabaseWasDown(string backend)
    {
        SwitchableDatabase? database = null;
        await using var provider = await ScriptedProvider.StartAsync();
        string[] settings = backend == "postgres" ? [$"--ConnectionStrings:llmdb={await PostgresServer.NewDatabaseAsync()}"] : [];
        await using (await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]), null, settings))
        {
            // Makes the schema, which is not done through the switch.
        }

        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: Prices), services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
            services.AddSingleton<IDatabase>(all => database = new SwitchableDatabase((IDatabase)real(all)));
        }, settings);
        using (var first = await router.ChatAsync(Samples.Request("m")))
        {
            await LedgerView.RecordsAsync(router, 1);
        }

        database!.IsDown = true;
        for (var i = 0; i < 20; i++)
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
            Assert.True(answer.IsSuccessStatusCode);
        }

        database.IsDown = false;

        Assert.Equal(21, (await LedgerView.RecordsAsync(router, 21)).Count);
        var gaps = await LedgerView.GetAsync(router, "/admin/usage/gaps");
        Assert.Equal(0, gaps.GetProperty("lost").GetInt64());
        Assert.Equal(21, gaps.GetProperty("instance").GetProperty("issued").GetInt64());
    }

    [Fact]
    public async Task Can_ShowPrices_InTheModelList()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync("sqlite", [provider]);

        var pricing = (await LedgerView.GetAsync(router, "/v1/models/m")).GetProperty("pricing");

        Assert.Equal(2.5m, pricing.GetProperty("in").GetDecimal());
        Assert.Equal("USD", pricing.GetProperty("currency").GetString());
    }

    private static async Task<RouterUnderTest> StartAsync(string backend, IEnumerable<ScriptedProvider> providers, Action<IServiceCollection>? replace = null) => await RouterUnderTest.StartAsync(
        RouterUnderTest.Models(providers, model: Prices), replace, backend == "postgres" ? [$"--ConnectionStrings:llmdb={await PostgresServer.NewDatabaseAsync()}"] : []);
}
