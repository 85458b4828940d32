using YYC3.Llm.ChatApi.Tools.Mcp;
using YYC3.Llm.ChatApi.Tools.Plugins;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>The tools that are run here.</summary>
internal static class ToolsExtensions
{
    public static WebApplicationBuilder AddTools(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<OutsideOptions>().BindConfiguration("Outside").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<OutsideHttp>()
            .AddSingleton<IServerTool, FileSearch>()
            .AddSingleton<IServerTool, McpTool>()
            .AddSingleton<IServerTool, PluginTool>()
            .AddSingleton<ToolBox>()
            .AddAgentPlugin<ClockPlugin>("clock");
        return builder;
    }
}
