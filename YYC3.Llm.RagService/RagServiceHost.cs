using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService;

/// <summary>The knowledge plane: files, vector stores, and which part of them answers.</summary>
internal static class RagServiceHost
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = ServiceHost.CreateBuilder(args);
        builder.AddStorage("rag", typeof(RagServiceHost).Assembly).AddCache();
        customise?.Invoke(builder);

        var app = builder.BuildService();
        app.UseInternalKey();
        return app;
    }
}
