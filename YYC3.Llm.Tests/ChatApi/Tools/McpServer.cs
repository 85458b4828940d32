using System.Collections.Concurrent;
using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace YYC3.Llm.Tests.ChatApi.Tools;

/// <summary>A real MCP server over HTTP, which remembers the authorization it got.</summary>
internal sealed class McpServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private McpServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.First() + "/mcp";

    public ConcurrentQueue<string> Authorizations { get; } = new();

    public static async Task<McpServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMcpServer().WithHttpTransport(options => options.Stateless = true).WithTools<Dice>();
        var app = builder.Build();
        var server = new McpServer(app);
        app.Use((context, next) =>
        {
            server.Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            return next(context);
        });
        app.MapMcp("/mcp");
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    [McpServerToolType]
    public sealed class Dice
    {
        [McpServerTool(Name = "roll"), Description("Rolls dice")]
        public static string Roll(int sides) => $"rolled one of {sides}";

        [McpServerTool(Name = "break"), Description("Fails")]
        public static string Break() => throw new InvalidOperationException("broken");
    }
}
