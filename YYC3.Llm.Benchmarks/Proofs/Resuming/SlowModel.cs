namespace YYC3.Llm.Benchmarks.Proofs.Resuming;

/// <summary>In Router's place: answers each call with numbered words, one every few milliseconds, some calls longer than others.</summary>
internal sealed class SlowModel : IAsyncDisposable
{
    private readonly WebApplication app;

    private SlowModel(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    public static async Task<SlowModel> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var calls = 0;
        app.MapGet("/v1/models/{id}", () => Results.NotFound());
        app.MapPost("/v1/chat/completions", async context =>
        {
            var words = Interlocked.Increment(ref calls) % 4 == 0 ? 20 : 400;
            context.Response.ContentType = "text/event-stream";
            for (var word = 0; word < words; word++)
            {
                await context.Response.WriteAsync($"data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"词{word} \"}},\"finish_reason\":null}}]}}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, context.RequestAborted);
            }

            await context.Response.WriteAsync("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", context.RequestAborted);
        });
        await app.StartAsync(cancellationToken);
        return new SlowModel(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }
}
