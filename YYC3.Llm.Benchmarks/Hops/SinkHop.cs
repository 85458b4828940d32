namespace YYC3.Llm.Benchmarks.Hops;

/// <summary>Takes telemetry and throws it away, so that services under load pay for exporting it.</summary>
internal sealed class SinkHop : IHop
{
    /// <inheritdoc/>
    public string Name => "sink";

    /// <inheritdoc/>
    public WebApplication Build(WebApplicationBuilder builder, Uri? upstream)
    {
        var app = builder.Build();
        app.Run(static context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        return app;
    }
}
