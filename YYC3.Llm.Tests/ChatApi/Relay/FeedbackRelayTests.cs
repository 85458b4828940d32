using System.Net;
using System.Net.Http.Json;
using YYC3.Llm.Tests.Router.Experiments;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Relay;

/// <summary>A caller of the edge sees the arm of a call, and judges it by the id that the answer has.</summary>
public sealed class FeedbackRelayTests
{
    [Fact]
    public async Task Can_JudgeAnAnswerByItsRequestId()
    {
        await using var rig = await ExperimentRig.StartAsync(null, [.. ExperimentRig.ByHand, $"--InternalKey={ChatApiHost.InternalKey}"]);
        rig.Client.DefaultRequestHeaders.Remove("x-yyc3-internal");
        rig.Client.DefaultRequestHeaders.Add("x-yyc3-internal", ChatApiHost.InternalKey);
        await using var chat = await ChatApiHost.StartAsync(new ChatApiHostOptions { Router = rig.Client.BaseAddress });
        var id = await rig.RunAsync("""{"name":"edge","model":"m","unit":"user","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}]}""");

        using var answer = await chat.Admin.PostAsync(
            "/v1/chat/completions", ApiAnswers.Json("""{"model":"m","user":"ann","messages":[{"role":"user","content":"Hello"}]}"""), TestContext.Current.CancellationToken);
        var arm = answer.Headers.GetValues("x-yyc3-experiment").Single();
        Assert.StartsWith(id + "/", arm, StringComparison.Ordinal);

        var said = await chat.Admin.PostJsonAsync("/v1/feedback", $$"""{"request_id":"{{answer.Headers.GetValues("x-request-id").Single()}}","rating":"up"}""");
        Assert.Equal(arm, $"{said.GetProperty("experiment").Text("id")}/{said.GetProperty("experiment").Text("arm")}");

        using var anonymous = await chat.Anonymous.PostAsJsonAsync("/v1/feedback", new { request_id = "r", score = 1 }, TestContext.Current.CancellationToken);
        await anonymous.ErrorAsync(HttpStatusCode.Unauthorized, "missing_api_key");
    }
}
