using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

/// <summary>Every endpoint that takes an id, asked through ChatApi with ids of another project, in every place and mix: what is not one's own is not there.</summary>
public sealed class TenancyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ForeignIds_OnEveryEndpoint_AreNotThere()
    {
        var folder = Directory.CreateTempSubdirectory("yyc3-source-");
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Sources:Roots:0"] = folder.FullName } });
        await using var chat = await ChatApiHost.StartAsync(new ChatApiHostOptions { RagService = rag.Address });
        var project = (await chat.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"stranger"}""")).Text("id");
        using var stranger = new HttpClient { BaseAddress = chat.Address };
        var account = await chat.Admin.PostJsonAsync($"/v1/organization/projects/{project}/service_accounts", """{"name":"a"}""");
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", account.GetProperty("api_key").Text("value"));
        var foreign = await FillAsync(chat.Admin, folder);
        var own = await FillAsync(stranger, folder);
        // What still runs would end in between, and look like a change.
        var before = "";
        await RagCalls.EventuallyAsync(async () =>
            !(before = await StateAsync(chat.Admin, foreign)).Contains("\"status\":\"in_progress\"", StringComparison.Ordinal) && !before.Contains("\"status\":\"queued\"", StringComparison.Ordinal));

        var asked = 0;
        foreach (var endpoint in rag.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var pattern = endpoint.RoutePattern;
            if (pattern.Parameters.Count == 0 || !pattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
            {
                continue;
            }

            var method = new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single());
            // Each mix of one's own and foreign ids, but the one of one's own alone.
            for (var mix = 1; mix < 1 << pattern.Parameters.Count; mix++)
            {
                var path = pattern.RawText.TrimEnd('/');
                for (var i = 0; i < pattern.Parameters.Count; i++)
                {
                    var name = pattern.Parameters[i].Name;
                    Assert.True(own.ContainsKey(name), $"{path}: give {name} an id in this test.");
                    path = path.Replace($"{{{name}}}", ((mix >> i) & 1) == 1 ? foreign[name] : own[name], StringComparison.Ordinal);
                }

                using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? Body(pattern.RawText.TrimEnd('/'), own) : null };
                using var answer = await stranger.SendAsync(request, Cancel);
                var text = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{method} {path}: {answer.StatusCode} {text}");
                Assert.DoesNotContain("secret", text, StringComparison.OrdinalIgnoreCase);
                asked++;
            }
        }

        Assert.True(asked > 30, $"{asked} calls");
        Assert.Equal(before, await StateAsync(chat.Admin, foreign));
        folder.Delete(recursive: true);
    }

    private static HttpContent Body(string pattern, Dictionary<string, string> own) => pattern.EndsWith("/parts", StringComparison.Ordinal)
        ? new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "data", "part" } }
        : ApiAnswers.Json(pattern[(pattern.LastIndexOf('/') + 1)..] switch
        {
            "search" => """{"query":"secret"}""",
            "evaluations" => """{"queries":[{"query":"secret","relevant":[{"chunk_id":"chunk_1_0"}]}]}""",
            "files" => $$"""{"file_id":"{{own["fileId"]}}"}""",
            "file_batches" => $$"""{"file_ids":["{{own["fileId"]}}"]}""",
            "sources" => $$"""{"type":"folder","location":"{{Path.GetTempPath()}}"}""",
            "complete" => """{"part_ids":["part_1"]}""",
            "{fileId}" => """{"attributes":{}}""",
            _ => "{}",
        })!;

    // One of each thing that has an id.
    private static async Task<Dictionary<string, string>> FillAsync(HttpClient client, DirectoryInfo folder)
    {
        var (file, gone) = (await client.UploadTextAsync("a.txt", "A secret."), await client.UploadTextAsync("b.txt", "Another secret."));
        var store = await client.NewStoreAsync(file);
        var batch = (await client.PostAsync($"/v1/vector_stores/{store}/file_batches", new { file_ids = new[] { file } })).Id();
        await client.IndexedAsync(store);
        await client.RemoveAsync($"/v1/files/{gone}");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sourceId"] = (await client.PostAsync($"/v1/vector_stores/{store}/sources", new { type = "folder", location = folder.FullName, interval_seconds = 3600 })).Id(),
            ["fileId"] = file,
            ["storeId"] = store,
            ["batchId"] = batch,
            ["uploadId"] = (await client.PostAsync("/v1/uploads", new { filename = "c.txt", purpose = "assistants", bytes = 3, mime_type = "text/plain" })).Id(),
            ["deletionId"] = (await client.ReadAsync("/v1/deletions")).Ids().Single(),
            ["evaluationId"] = (await client.PostAsync($"/v1/vector_stores/{store}/evaluations", new { queries = new[] { new { query = "secret", relevant = new[] { new { file_id = file } } } } })).Id(),
        };
    }

    private static async Task<string> StateAsync(HttpClient client, Dictionary<string, string> ids) => string.Join('\n', await client.SearchAsync(ids["storeId"], "secret"))
        + await client.ReadAsync($"/v1/vector_stores/{ids["storeId"]}/files") + await client.ReadAsync("/v1/files") + await client.ReadAsync("/v1/deletions") + await client.ReadAsync($"/v1/vector_stores/{ids["storeId"]}/evaluations");
}
