using System.Net;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

public sealed class ConversationOutageTests
{
    [Fact]
    public async Task Refuses_WhileTheDatabaseIsDown_AndStoresNoHalf()
    {
        await using var host = await ChatApiHost.StartAsync(new ChatApiHostOptions { Customise = SwitchableDatabase.Install });
        var database = (SwitchableDatabase)host.Services.GetRequiredService<IDatabase>();
        var path = "/v1/conversations/" + (await host.Admin.PostJsonAsync("/v1/conversations", "{}")).Text("id");
        var body = """{"items":[{"role":"user","content":"x"}]}""";

        database.IsDown = true;
        using (var add = await host.Admin.PostAsync(path + "/items", ApiAnswers.Json(body), TestContext.Current.CancellationToken))
        {
            await add.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        }

        using (var get = await host.Admin.GetAsync(path, TestContext.Current.CancellationToken))
        {
            await get.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        }

        database.IsDown = false;
        Assert.Empty((await host.Admin.GetJsonAsync(path + "/items")).Ids());
        Assert.Single((await host.Admin.PostJsonAsync(path + "/items", body)).Ids());
    }
}
