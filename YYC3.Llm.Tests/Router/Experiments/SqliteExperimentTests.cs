using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class SqliteExperimentTests : ExperimentTests
{
    [Fact]
    public async Task Can_KeepWhatCallsBroughtWhileTheDatabaseIsAway()
    {
        await using var rig = await ExperimentRig.StartAsync(
            services =>
            {
                var real = services.Last(service => service.ServiceType == typeof(IDatabase)).ImplementationFactory!;
                services.AddSingleton<IDatabase>(provider => new SwitchableDatabase((IDatabase)real(provider)));
            },
            ExperimentRig.ByHand);
        var database = (SwitchableDatabase)rig.Router.Services.GetRequiredService<IDatabase>();
        var id = await rig.RunAsync("""{"name":"p","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}]}""");

        database.IsDown = true;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                Assert.NotNull((await rig.AskAsync()).Experiment); // Calls do not need the database.
            }

            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => rig.Worker.FlushAsync(TestContext.Current.CancellationToken));
        }

        using (var feedback = await rig.Client.PostAsync("/v1/feedback", ApiAnswers.Json("""{"request_id":"r","score":1}"""), TestContext.Current.CancellationToken))
        {
            await feedback.ErrorAsync(System.Net.HttpStatusCode.ServiceUnavailable, "service_unavailable");
        }

        database.IsDown = false;
        var arms = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms").EnumerateArray();
        Assert.Equal(15, arms.Sum(arm => arm.GetProperty("metrics").TryGetProperty("latency", out var latency) ? latency.GetProperty("count").GetInt32() : 0));
    }

    private protected override Task<string[]> SettingsAsync(ExperimentRig? rig) => Task.FromResult<string[]>([]);
}
