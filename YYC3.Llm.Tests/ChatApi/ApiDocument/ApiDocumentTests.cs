using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.ApiDocument;

public sealed partial class ApiDocumentTests : IAsyncLifetime
{
    private const string Update = "YYC3_UPDATE_GOLDEN";
    private ChatApiHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ChatApiHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Document_OfThisCode_IsTheCommittedOne()
    {
        var path = CommittedPath();
        var document = (await host.Anonymous.GetStringAsync("/openapi/v1.json", Cancellation)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Update) is "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, document, Cancellation);
        }

        var committed = File.Exists(path) ? await File.ReadAllTextAsync(path, Cancellation) : "";
        Assert.True(
            committed == document,
            $"openapi/chatapi.json is not what the API is now{FirstDifference(committed, document)}. When the change is meant, regenerate it and commit it:\n"
            + $"{Update}=1 dotnet run --project YYC3.Llm.Tests -- --filter-class {GetType().FullName}");
    }

    [Fact]
    public async Task Document_EndpointsOfTheOrganization_TellTheirErrorsAndKey()
    {
        var document = await host.Anonymous.GetJsonAsync("/openapi/v1.json");
        var operation = document.GetProperty("paths").GetProperty("/v1/organization/projects/{project_id}/api_keys").GetProperty("get");
        Assert.Equal("#/components/schemas/ErrorResponse", operation.GetProperty("responses").GetProperty("default").GetProperty("content").GetProperty("application/json").GetProperty("schema").Text("$ref"));
        Assert.Equal(["ApiKey"], operation.GetProperty("security")[0].Fields());
        Assert.Equal(
            [("project_id", "path"), ("limit", "query"), ("after", "query"), ("owner_project_access", "query")],
            operation.GetProperty("parameters").EnumerateArray().Select(parameter => (parameter.Text("name"), parameter.Text("in"))));
        Assert.All(document.GetProperty("paths").EnumerateObject(), path => Assert.True(path.Name.StartsWith("/v1/", StringComparison.Ordinal) || path.Name == "/admin/{path}", path.Name));
    }

    [Fact]
    public async Task Documented_ARelay_IsInTheDocument()
    {
        await using var with = await ChatApiHost.StartAsync(new ChatApiHostOptions
        {
            Map = app =>
            {
                RequestDelegate relay = context => context.Response.WriteAsync("bytes");
                app.MapPost("/v1/things/{thing_id}/run", relay).Documented(
                    "Things", "Run a thing", "What came of it.", request: "How to run it.", description: "Long words.", streams: true);
                app.MapGet("/v1/things/{thing_id}/content", relay).Documented("Things", "Read a thing", "Its bytes.", responseType: "application/octet-stream");
            },
        });
        var paths = (await with.Anonymous.GetJsonAsync("/openapi/v1.json")).GetProperty("paths");

        var run = paths.GetProperty("/v1/things/{thing_id}/run").GetProperty("post");
        Assert.Equal(("Run a thing", "Long words.", "Things"), (run.Text("summary"), run.Text("description"), run.GetProperty("tags")[0].GetString()));
        Assert.Equal("thing_id", Assert.Single(run.GetProperty("parameters").EnumerateArray()).Text("name"));
        Assert.Equal("How to run it.", run.GetProperty("requestBody").Text("description"));
        Assert.Equal(["application/json", "text/event-stream"], run.GetProperty("responses").GetProperty("200").GetProperty("content").Fields());
        Assert.Equal("What came of it.", run.GetProperty("responses").GetProperty("200").Text("description"));
        var read = paths.GetProperty("/v1/things/{thing_id}/content").GetProperty("get");
        Assert.Equal(["application/octet-stream"], read.GetProperty("responses").GetProperty("200").GetProperty("content").Fields());
        Assert.DoesNotContain("requestBody", read.Fields());

        using var answer = await with.Admin.PostAsync("/v1/things/1/run", null, Cancellation);
        Assert.Equal("bytes", await answer.Content.ReadAsStringAsync(Cancellation));
        using var closed = await with.Anonymous.PostAsync("/v1/things/1/run", null, Cancellation);
        await closed.ErrorAsync(HttpStatusCode.Unauthorized, "missing_api_key");
    }

    [Fact]
    public async Task Can_ReadThePageFromTheFrontDoor_AskingNobodyOutside()
    {
        using var front = await host.Anonymous.GetAsync("/", Cancellation);
        Assert.Equal(HttpStatusCode.OK, front.StatusCode);
        Assert.Equal("/scalar/", front.RequestMessage!.RequestUri!.AbsolutePath);
        var page = await front.Content.ReadAsStringAsync(Cancellation);

        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.Contains("\"withDefaultFonts\":false", page, StringComparison.Ordinal);
        Assert.Contains("\"telemetry\":false", page, StringComparison.Ordinal);
        Assert.Contains("\"showDeveloperTools\":\"never\"", page, StringComparison.Ordinal);
        var scripts = Scripts().Matches(page).Select(match => match.Groups["path"].Value).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var answer = await host.Anonymous.GetAsync("/scalar/" + script, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync(Cancellation)); // Not the empty stand-in of a missing asset.
        }
    }

    private static string FirstDifference(string committed, string document)
    {
        var old = committed.Split('\n');
        var now = document.Split('\n');
        var line = Enumerable.Range(0, Math.Min(old.Length, now.Length)).FirstOrDefault(i => old[i] != now[i], Math.Min(old.Length, now.Length));
        return $" (line {line + 1}: '{old.ElementAtOrDefault(line)?.Trim()}' is now '{now.ElementAtOrDefault(line)?.Trim()}')";
    }

    private static string CommittedPath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "openapi", "chatapi.json"));

    [GeneratedRegex("<script[^>]* src=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scripts();
}
