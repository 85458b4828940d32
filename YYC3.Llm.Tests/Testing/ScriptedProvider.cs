using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace YYC3.Llm.Tests.Testing;

/// <summary>A provider on a real socket that answers as a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedProvider : IAsyncDisposable
{
    private readonly WebApplication app;

    private ScriptedProvider(WebApplication app) => this.app = app;

    public string BaseUrl => app.Urls.First() + "/v1";

    public ConcurrentQueue<ProviderRequest> Requests { get; } = new();

    /// <summary>Answers from now on.</summary>
    public RequestDelegate Script { get; set; } = Json(200, Samples.Completion);

    public static async Task<ScriptedProvider> StartAsync(RequestDelegate? script = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ScriptedProvider(app);
        provider.Script = script ?? provider.Script;
        app.Run(async context =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            provider.Requests.Enqueue(new ProviderRequest(context.Request.Path, body.ToArray(), headers) { Query = context.Request.QueryString.Value ?? "" });
            await provider.Script(context);
        });
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    public static RequestDelegate Json(int status, string body, params (string Name, string Value)[] headers) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(body);
    };

    /// <summary>A stream of these pieces, each flushed on its own; then the connection is closed in good order.</summary>
    public static RequestDelegate Stream(params IEnumerable<string> pieces) => StreamBytes(pieces.Select(Encoding.UTF8.GetBytes), null);

    /// <summary>A stream whose connection is reset after these pieces.</summary>
    public static RequestDelegate Reset(params IEnumerable<string> pieces) => StreamBytes(pieces.Select(Encoding.UTF8.GetBytes), context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>A stream that falls silent after these pieces, until the other side leaves; then <paramref name="left"/> is set.</summary>
    public static RequestDelegate Silent(TaskCompletionSource left, params IEnumerable<string> pieces) => StreamBytes(pieces.Select(Encoding.UTF8.GetBytes), async context =>
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        left.TrySetResult();
    });

    public static RequestDelegate StreamBytes(IEnumerable<byte[]> pieces, RequestDelegate? then) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var piece in pieces)
        {
            await context.Response.Body.WriteAsync(piece);
            await context.Response.Body.FlushAsync();
        }

        if (then is not null)
        {
            await then(context);
        }
    };
}

/// <summary>What a provider was asked.</summary>
internal sealed record ProviderRequest(string Path, byte[] Body, Dictionary<string, string> Headers)
{
    /// <summary>With its question mark; empty when there is none.</summary>
    public string Query { get; init; } = "";

    public string Text => Encoding.UTF8.GetString(Body);
}
