using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>The first questions that a service with an empty database is asked: lists of nothing, and things that are not there.</summary>
public sealed class NewInstallationTests
{
    // Ids look right, so that the database is asked.
    private static readonly string[] Prefixes = ["vs", "file", "vsfb", "upload", "del", "vseval", "src", "resp", "conv", "msg", "chatcmpl", "exp", "proj", "svc_acct", "key", "prompt", "mem", "x"];

    private const string Models = """{"providers":{"offline":{"dialect":"offline"}},"models":{"offline":{"deployments":[{"provider":"offline","model":"offline"}]}}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RagService_WithoutAnything_AnswersEveryGet()
    {
        await using var rag = await RagHost.StartAsync();
        await AskAllAsync(rag.Services, rag.Client);
    }

    [Fact]
    public async Task ChatApi_WithoutAnything_AnswersEveryGet()
    {
        await using var rag = await RagHost.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(Models, null, "--InternalKey=" + ChatApiHost.InternalKey);
        await using var chat = await ChatApiHost.StartAsync(new ChatApiHostOptions { RagService = rag.Address, Router = router.Client.BaseAddress });
        await AskAllAsync(chat.Services, chat.Admin);
    }

    [Fact]
    public async Task Router_WithoutAnything_AnswersEveryGet()
    {
        await using var router = await RouterUnderTest.StartAsync(Models, null, "--InternalKey=" + ChatApiHost.InternalKey);
        using var client = new HttpClient { BaseAddress = router.Client.BaseAddress };
        client.DefaultRequestHeaders.Add(CallerHeaders.Internal, ChatApiHost.InternalKey);
        await AskAllAsync(router.Services, client);
    }

    private static async Task AskAllAsync(IServiceProvider services, HttpClient client)
    {
        var asked = 0;
        var faults = new List<string>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != true)
            {
                continue;
            }

            foreach (var prefix in endpoint.RoutePattern.Parameters.Count == 0 ? ["x"] : Prefixes)
            {
                var path = endpoint.RoutePattern.RawText!;
                foreach (var parameter in endpoint.RoutePattern.Parameters)
                {
                    path = System.Text.RegularExpressions.Regex.Replace(path, "{\\*{0,2}" + parameter.Name + "[^}]*}", Ids.New(prefix, TimeProvider.System));
                }

                using var answer = await client.GetAsync('/' + path.Trim('/'), HttpCompletionOption.ResponseHeadersRead, Cancel);
                asked++;
                if ((int)answer.StatusCode == 500)
                {
                    faults.Add($"{path}: {await answer.Content.ReadAsStringAsync(Cancel)}");
                }
            }
        }

        Assert.True(asked > 5);
        Assert.Empty(faults);
    }
}
