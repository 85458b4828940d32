using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>A Router with two providers: model <c>m</c> asks <c>p0</c> first, and <c>p1</c> is there for an arm.</summary>
internal sealed class ExperimentRig : IAsyncDisposable
{
    private readonly DirectoryInfo? directory;

    private ExperimentRig(ScriptedProvider first, ScriptedProvider second, RouterUnderTest router, DirectoryInfo? directory)
    {
        (First, Second, Router) = (first, second, router);
        this.directory = directory;
    }

    public ScriptedProvider First { get; }

    public ScriptedProvider Second { get; }

    public RouterUnderTest Router { get; private set; }

    public HttpClient Client => Router.Client;

    public ExperimentWorker Worker => Router.Services.GetRequiredService<ExperimentWorker>();

    public string DataDirectory => directory!.FullName;

    /// <summary>Settings that keep the worker from deciding by itself, so that the test says when.</summary>
    public static readonly string[] ByHand = ["--Experiments:TickSeconds=60", "--Experiments:DecideSeconds=3600"];

    public static async Task<ExperimentRig> StartAsync(Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var first = await ScriptedProvider.StartAsync();
        var second = await ScriptedProvider.StartAsync();
        var directory = Directory.CreateTempSubdirectory("yyc3-experiments-");
        var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([first, second]), replace, [$"--DataDirectory={directory.FullName}", .. settings]);
        return new ExperimentRig(first, second, router, directory);
    }

    /// <summary>Stops Router in good order and starts another one on the same database.</summary>
    public async Task RestartAsync(params string[] settings)
    {
        await Router.DisposeAsync();
        Router = await AnotherAsync(settings);
    }

    /// <summary>Another instance of the same installation.</summary>
    public Task<RouterUnderTest> AnotherAsync(params string[] settings) =>
        RouterUnderTest.StartAsync(RouterUnderTest.Models([First, Second]), null, [$"--DataDirectory={DataDirectory}", .. settings]);

    /// <summary>Makes an experiment and starts it.</summary>
    public async Task<string> RunAsync(string definition)
    {
        var created = await Client.PostJsonAsync("/admin/experiments", definition);
        Assert.Equal("draft", created.Text("status"));
        Assert.Equal("running", (await Client.PostJsonAsync($"/admin/experiments/{created.Text("id")}/start")).Text("status"));
        return created.Text("id");
    }

    public Task<JsonElement> GetAsync(string id) => Client.GetJsonAsync($"/admin/experiments/{id}");

    /// <summary>One call; what its experiment header said (null without one), its request id and its answer.</summary>
    public Task<Answered> AskAsync(string? user = null, bool stream = false, string model = "m", string tenant = "proj_default") => AskAsync(Client, user, stream, model, tenant);

    public static async Task<Answered> AskAsync(HttpClient client, string? user = null, bool stream = false, string model = "m", string tenant = "proj_default")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Samples.Request(model, stream))) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(CallerHeaders.Tenant, tenant);
        if (user is not null)
        {
            request.Headers.Add(CallerHeaders.User, user);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answered(
            (int)answer.StatusCode,
            answer.Headers.TryGetValues("x-yyc3-experiment", out var arm) ? arm.Single() : null,
            answer.Headers.TryGetValues(CallerHeaders.RequestId, out var id) ? id.Single() : "",
            answer.Headers.TryGetValues("x-yyc3-deployment", out var deployment) ? deployment.Single() : "",
            text);
    }

    public async ValueTask DisposeAsync()
    {
        await Router.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
        directory?.Delete(recursive: true);
    }
}

internal sealed record Answered(int Status, string? Experiment, string RequestId, string Deployment, string Text)
{
    public string? Arm => Experiment?.Split('/')[1];
}
