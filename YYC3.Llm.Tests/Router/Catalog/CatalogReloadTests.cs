using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Catalog;

public sealed class CatalogReloadTests
{
    [Fact]
    public async Task Can_ChangeModelsUnderLoadWithoutDroppingACall()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);
        var catalog = router.Services.GetRequiredService<CatalogStore>();
        var models = RouterUnderTest.Models([provider]);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var calls = 0;
            while (!stop.IsCancellationRequested)
            {
                using var answer = await router.ChatAsync(Samples.Request("m"));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                calls++;
            }

            return calls;
        })).ToList();

        for (var i = 0; i < 100; i++)
        {
            await File.WriteAllTextAsync(router.ModelsFile, models.Replace("up0", $"up0-{i}"), TestContext.Current.CancellationToken);
            catalog.Reload();
            Assert.Equal($"up0-{i}", catalog.Current.Find("m")!.Deployments[0].UpstreamModel);
        }

        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(callers)).Sum() > 0);
        Assert.Contains(provider.Requests, request => request.Text.Contains("up0-"));
    }

    [Fact]
    public async Task Can_NoticeAChangedFileByItself()
    {
        await using var router = await RouterUnderTest.StartAsync("{}");

        await File.WriteAllTextAsync(router.ModelsFile, "{ \"models\": { \"new\": { \"deployments\": [ { \"provider\": \"offline\", \"model\": \"offline\" } ] } } }", TestContext.Current.CancellationToken);

        await PollAsync(async () => (await ModelsAsync(router)).Contains("new"));
    }

    [Fact]
    public async Task Can_KeepTheLastGoodCatalogWhenTheFileTurnsBad()
    {
        await using var router = await RouterUnderTest.StartAsync("{ \"models\": { \"good\": { \"deployments\": [ { \"provider\": \"offline\", \"model\": \"offline\" } ] } } }");
        var catalog = router.Services.GetRequiredService<CatalogStore>();

        await File.WriteAllTextAsync(router.ModelsFile, "{ \"models\": { \"bad\": {", TestContext.Current.CancellationToken);
        catalog.Reload();

        Assert.Contains("good", await ModelsAsync(router));
        using (var health = await router.Client.GetAsync("/health", TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.Contains("Degraded", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        File.Delete(router.ModelsFile);
        catalog.Reload();
        Assert.Contains("good", await ModelsAsync(router));
        Assert.NotEmpty(catalog.Faults);

        await File.WriteAllTextAsync(router.ModelsFile, "{ \"models\": { \"better\": { \"deployments\": [ { \"provider\": \"offline\", \"model\": \"offline\" } ] } } }", TestContext.Current.CancellationToken);
        catalog.Reload();
        Assert.Contains("better", await ModelsAsync(router));
        Assert.Empty(catalog.Faults);
        Assert.Equal(2, catalog.Current.Epoch);
    }

    [Theory]
    [InlineData("{ \"models\": { \"m\": { \"deployments\": [ { \"provider\": \"x\", \"model\": \"y\" } ] } }, \"z\": 1 }", "2 fault(s)")]
    [InlineData(null, "cannot be read")]
    public void Build_BadFile_RefusesToStartNamingEveryFault(string? models, string expected)
    {
        var file = Path.Combine(Path.GetTempPath(), $"models-{Guid.NewGuid():N}.json");
        if (models is not null)
        {
            File.WriteAllText(file, models);
        }

        var error = Assert.Throws<StartupException>(() => RouterHost.Build([$"--Models:File={file}", "--InternalKey=k"]));

        File.Delete(file);
        Assert.Contains(expected, error.Message);
        Assert.Contains(file, error.Message);
    }

    private static async Task<string> ModelsAsync(RouterUnderTest router)
    {
        using var answer = await router.Client.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return string.Join(",", json.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    private static async Task PollAsync(Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await reached())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
