using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using YYC3.Llm.ChatApi.Tools.Plugins;
using YYC3.Llm.Tests.ChatApi.Responses;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Tools;

/// <summary>Tools of the application: a class and one line.</summary>
public sealed class PluginTests
{
    [Fact]
    public async Task Can_BeRegisteredAndCalled_FiveTimesInOneResponse()
    {
        await using var rig = await ResponsesRig.StartAsync(
            Turns([.. Enumerable.Range(1, 5).Select(i => Calls($"call_{i}", "shop_price", $$"""{"article":"梨","count":{{i}}}""")), Says("Fifteen")]),
            new ChatApiHostOptions { Customise = builder => builder.Services.AddAgentPlugin<ShopPlugin>("shop") });

        var response = await rig.CreateAsync("""{"model":"m","input":"What do they cost?","tools":[{"type":"plugin","name":"shop"}]}""");

        var output = response.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal([.. Enumerable.Repeat((string[])["function_call", "function_call_output"], 5).SelectMany(pair => pair), "message"], output.Select(item => item.Text("type")));
        Assert.Equal("梨: 15", output[9].Text("output"));
        Assert.Equal("梨: 15", rig.Asked[5].GetProperty("messages").EnumerateArray().Last().Text("content"));
        var parameters = rig.Asked[0].GetProperty("tools")[0].GetProperty("function").GetProperty("parameters");
        Assert.Equal("What it is called", parameters.GetProperty("properties").GetProperty("article").Text("description"));
    }

    [Fact]
    public async Task Can_TellTheTime()
    {
        await using var rig = await ResponsesRig.StartAsync(Turns(Calls("call_1", "clock_days_between", """{"from":"2026-02-27","to":"2026-03-01"}"""), Says("Two")));

        var response = await rig.CreateAsync("""{"model":"m","input":"How long?","tools":[{"type":"plugin","name":"clock","functions":["days_between"]}]}""");

        Assert.Equal("2", response.GetProperty("output")[1].Text("output"));
        Assert.Single(rig.Asked[0].GetProperty("tools").EnumerateArray());
    }

    [Fact]
    public async Task Tell_TheModelOfAFailure_AndTheCallerOfWhatThereIsNot()
    {
        await using var rig = await ResponsesRig.StartAsync(Turns(Calls("call_1", "clock_days_between", """{"from":"yesterday","to":"2026-03-01"}"""), Says("Sorry")));

        var response = await rig.CreateAsync("""{"model":"m","input":"How long?","tools":[{"type":"plugin","name":"clock"}]}""");
        using var unknown = await rig.Http.PostAsync(Root, ApiAnswers.Json("""{"model":"m","input":"x","tools":[{"type":"plugin","name":"oven"}]}"""), TestContext.Current.CancellationToken);

        Assert.StartsWith("The function failed", response.GetProperty("output")[1].Text("output"), StringComparison.Ordinal);
        Assert.Contains("clock", await unknown.ErrorAsync(System.Net.HttpStatusCode.BadRequest, "invalid_value", "tools[0].name"), StringComparison.Ordinal);
    }

    private sealed class ShopPlugin(TimeProvider time)
    {
        [KernelFunction("price"), Description("What an article costs")]
        public string Price([Description("What it is called")] string article, int count = 1) => time is null ? "" : $"{article}: {3 * count}";
    }
}
