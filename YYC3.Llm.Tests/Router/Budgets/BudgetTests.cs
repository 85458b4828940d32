using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Router.Metering;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Budgets;

/// <summary>Budgets on the real Router: never more is spent than there is, and what there is can be spent.</summary>
public sealed class BudgetTests
{
    // 9 prompt tokens × 100 + 2 answer tokens × 100 = 1100 / 10^6 a call.
    private const decimal Cost = 0.0011m;
    private const string Prices = "\"prices\":[{\"from\":\"2020-01-01\",\"currency\":\"USD\",\"in\":100,\"out\":100}],";
    private const string Request = """{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":2}""";

    public static TheoryData<string, int> Cases => new() { { "sqlite", 1 }, { "postgres", 1 }, { "postgres", 2 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Can_HoldAHundredCallersToABudgetForFifty(string backend, int instances)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        string[] settings = backend == "postgres" ? [$"--ConnectionStrings:llmdb={await PostgresServer.NewDatabaseAsync()}"] : [];
        settings = [.. settings, "--Metering:BudgetWaitSeconds=20"];
        var routers = new List<RouterUnderTest>();
        try
        {
            for (var i = 0; i < instances; i++)
            {
                routers.Add(await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: Prices), null, settings));
            }

            var budget = await CreateAsync(routers[0], 50 * Cost);
            foreach (var router in routers)
            {
                await router.Services.GetRequiredService<YYC3.Llm.Router.Budgets.LimitBook>().LoadAsync(TestContext.Current.CancellationToken);
            }

            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => routers[i % instances].ChatAsync(Request)));

            var admitted = answers.Count(answer => answer.IsSuccessStatusCode);
            Assert.InRange(admitted, 45, 50);
            Assert.All(answers.Where(answer => !answer.IsSuccessStatusCode), answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
            var refused = await answers.First(answer => !answer.IsSuccessStatusCode).Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal("insufficient_quota", refused.GetProperty("error").GetProperty("code").GetString());
            Assert.Equal(admitted, provider.Requests.Count);
            foreach (var router in routers)
            {
                foreach (var account in router.Services.GetRequiredService<YYC3.Llm.Router.Budgets.LimitBook>().Accounts)
                {
                    await account.ReportAsync(TimeSpan.Zero, TestContext.Current.CancellationToken);
                }
            }

            var spent = (await LedgerView.GetAsync(routers[0], $"/admin/budgets/{budget}")).GetProperty("spent").GetDecimal();
            Assert.Equal(admitted * Cost, spent);
            Assert.True(spent <= 50 * Cost);
        }
        finally
        {
            foreach (var router in routers)
            {
                await router.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Can_GoOnAfterARestart_WithWhatIsLeft()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        var database = $"--ConnectionStrings:llmdb={await PostgresServer.NewDatabaseAsync()}";
        await using (var first = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: Prices), null, database))
        {
            await CreateAsync(first, 0.006m);
            using var answer = await first.ChatAsync(Request);
            Assert.True(answer.IsSuccessStatusCode);
        }

        await using var second = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: Prices), null, database);
        var budget = (await LedgerView.GetAsync(second, "/admin/budgets")).GetProperty("data")[0];
        Assert.Equal(Cost, budget.GetProperty("spent").GetDecimal());
        Assert.Equal(0.0049m, budget.GetProperty("remaining").GetDecimal());
    }

    [Fact]
    public async Task Refuses_WhenTheDatabaseIsDown_AndNothingIsLeased()
    {
        SwitchableDatabase? database = null;
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: Prices), services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
            services.AddSingleton<IDatabase>(all => database = new SwitchableDatabase((IDatabase)real(all)));
        });
        await CreateAsync(router, 1m);
        database!.IsDown = true;

        using var answer = await router.ChatAsync(Request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Empty(provider.Requests);
        database.IsDown = false;
        using var again = await router.ChatAsync(Request);
        Assert.True(again.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("{\"scope\":\"planet\",\"subject\":\"x\",\"amount\":1,\"currency\":\"USD\",\"period\":\"day\"}", "scope")]
    [InlineData("{\"scope\":\"key\",\"amount\":1,\"currency\":\"USD\",\"period\":\"day\"}", "subject")]
    [InlineData("{\"scope\":\"key\",\"subject\":\"k\",\"amount\":0,\"currency\":\"USD\",\"period\":\"day\"}", "amount")]
    [InlineData("{\"scope\":\"key\",\"subject\":\"k\",\"amount\":1,\"currency\":\"EUR\",\"period\":\"day\"}", "currency")]
    [InlineData("{\"scope\":\"key\",\"subject\":\"k\",\"amount\":1,\"currency\":\"USD\",\"period\":\"week\"}", "period")]
    [InlineData("{\"scope\":\"key\",\"subject\":\"k\",\"amount\":1,\"currency\":\"USD\",\"period\":\"day\",\"color\":1}", "color")]
    public async Task Refuses_ABadBudget_AndNamesTheField(string body, string field)
    {
        await using var router = await RouterUnderTest.StartAsync("{}");

        using var answer = await router.PostAsync("/admin/budgets", System.Text.Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error").GetProperty("param").GetString());
    }

    private static async Task<string> CreateAsync(RouterUnderTest router, decimal amount)
    {
        using var created = await router.Client.PostAsJsonAsync("/admin/budgets", new { scope = "tenant", subject = "proj_default", amount, currency = "USD", period = "total" }, TestContext.Current.CancellationToken);
        var body = await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(created.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
    }
}
