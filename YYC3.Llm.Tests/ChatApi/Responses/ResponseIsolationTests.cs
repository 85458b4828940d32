using System.Net;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>What is one project's is not there for another.</summary>
public sealed class ResponseIsolationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_NotThere_ForAnotherProject()
    {
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"));
        var made = await rig.CreateAsync("""{"model":"m","input":"Hi"}""");
        var (id, item) = (made.Text("id"), made.GetProperty("output")[0].Text("id"));
        using var stranger = await StrangerAsync(rig);

        foreach (var path in new[] { $"{Root}/{id}", $"{Root}/{id}?stream=true", $"{Root}/{id}/input_items", $"{Root}/{id}/context" })
        {
            using var answer = await stranger.GetAsync(path, Cancellation);
            await answer.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
        }

        using var cancel = await stranger.PostAsync($"{Root}/{id}/cancel", null, Cancellation);
        await cancel.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
        using var delete = await stranger.DeleteAsync($"{Root}/{id}", Cancellation);
        await delete.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response_id");
        using var chain = await stranger.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":"x","previous_response_id":"{{id}}"}"""), Cancellation);
        await chain.ErrorAsync(HttpStatusCode.NotFound, "previous_response_not_found", "previous_response_id");
        using var reference = await stranger.PostAsync(Root, ApiAnswers.Json($$"""{"model":"m","input":[{"type":"item_reference","id":"{{item}}"}]}"""), Cancellation);
        await reference.ErrorAsync(HttpStatusCode.NotFound, "item_not_found", "input[0].id");
        using var next = await stranger.GetAsync($"/v1/recommendations?response={id}", Cancellation);
        await next.ErrorAsync(HttpStatusCode.NotFound, "response_not_found", "response");
        Assert.Equal("Hi", TextOf(await rig.Http.GetJsonAsync($"{Root}/{id}")));
    }

    private static async Task<HttpClient> StrangerAsync(ResponsesRig rig)
    {
        var project = (await rig.Http.PostJsonAsync("/v1/organization/projects", """{"name":"other"}""")).Text("id");
        var account = await rig.Http.PostJsonAsync($"/v1/organization/projects/{project}/service_accounts", """{"name":"a"}""");
        return rig.Host.Client(account.GetProperty("api_key").Text("value"));
    }
}
