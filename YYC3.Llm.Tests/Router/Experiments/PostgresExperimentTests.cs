using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class PostgresExperimentTests : ExperimentTests
{
    private string? database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ForAProject_SeesItsOwnFeedbackOnly()
    {
        await using var rig = await StartAsync();
        await rig.Client.PostJsonAsync("/v1/feedback", """{"request_id":"req_1","score":1}""");
        var storage = rig.Router.Services.GetRequiredService<IDatabase>();

        await using var own = await storage.OpenAsync(TenantId.Default, Cancellation);
        Assert.Equal(["req_1"], await own.QueryAsync<string>("select request_id from feedback"));
        await using var other = await storage.OpenAsync(new TenantId("proj_other"), Cancellation);
        Assert.Empty(await other.QueryAsync<string>("select request_id from feedback"));
        var smuggled = await Assert.ThrowsAsync<PostgresException>(() => other.ExecuteAsync(
            "insert into feedback (id, tenant, request_id, score, created_at, updated_at) values ('1', 'proj_default', 'r', 0, 0, 0)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, smuggled.SqlState);
    }

    private protected override async Task<string[]> SettingsAsync(ExperimentRig? rig) => [$"--ConnectionStrings:llmdb={database ??= await PostgresServer.NewDatabaseAsync()}"];
}
