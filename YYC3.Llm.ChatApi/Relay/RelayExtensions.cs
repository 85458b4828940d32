namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The calls that other services answer.</summary>
internal static class RelayExtensions
{
    public static WebApplicationBuilder AddRelay(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<Services>()
            .AddSingleton<BodyLimits>()
            .AddSingleton<StreamRelay>();
        return builder;
    }
}
