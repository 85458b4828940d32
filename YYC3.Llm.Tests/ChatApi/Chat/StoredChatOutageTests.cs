using System.Net;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Chat;

public sealed class StoredChatOutageTests
{
    [Fact]
    public async Task Refuses_ToStore_WhileTheDatabaseIsDown_ButGoesOnAnswering()
    {
        var asked = 0;
        var answer = ScriptedProvider.Json(200, Samples.Completion);
        await using var router = await StandIn.StartAsync(context =>
        {
            Interlocked.Increment(ref asked);
            return answer(context);
        });
        await using var host = await ChatApiHost.StartAsync(new ChatApiHostOptions { Router = new Uri(router.Url), Customise = SwitchableDatabase.Install });
        await host.Admin.GetJsonAsync("/v1/chat/completions");
        ((SwitchableDatabase)host.Services.GetRequiredService<IDatabase>()).IsDown = true;

        using var stored = await host.Admin.PostAsync("/v1/chat/completions", ApiAnswers.Json("""{"model":"m","store":true,"messages":[]}"""), TestContext.Current.CancellationToken);
        await stored.ErrorAsync(HttpStatusCode.ServiceUnavailable, "service_unavailable");
        Assert.Equal(0, asked);
        await host.Admin.PostJsonAsync("/v1/chat/completions", """{"model":"m","store":false,"messages":[]}""");
        Assert.Equal(1, asked);
    }
}
