namespace YYC3.Llm.ChatApi.Context;

/// <summary>What a model gets to see, and what it costs.</summary>
internal static class ContextExtensions
{
    public static WebApplicationBuilder AddContext(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ContextOptions>().BindConfiguration(ContextOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<ModelFacts>()
            .AddSingleton<TokenCalibration>()
            .AddSingleton<Compactor>()
            .AddSingleton<ContextBuilder>();
        return builder;
    }
}
