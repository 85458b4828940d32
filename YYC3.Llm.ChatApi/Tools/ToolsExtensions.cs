namespace YYC3.Llm.ChatApi.Tools;

/// <summary>The tools that are run here.</summary>
internal static class ToolsExtensions
{
    public static WebApplicationBuilder AddTools(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<IServerTool, FileSearch>()
            .AddSingleton<ToolBox>();
        return builder;
    }
}
