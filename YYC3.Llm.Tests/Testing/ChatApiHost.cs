using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using YYC3.Llm.ChatApi;

namespace YYC3.Llm.Tests.Testing;

/// <summary>What a test's ChatApi differs in.</summary>
internal sealed record ChatApiHostOptions
{
    /// <summary>The folder of its database; null: a new one, which goes with the host. Two hosts of one folder are two instances of one installation.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The first admin key.</summary>
    public string BootstrapKey { get; init; } = ChatApiHost.AdminKey;

    /// <summary>Where the stand-in for Router listens.</summary>
    public Uri? Router { get; init; }

    /// <summary>Where the stand-in for RagService listens.</summary>
    public Uri? RagService { get; init; }

    /// <summary>Further settings, such as <c>ConnectionStrings:cache</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes to the service before it is built.</summary>
    public Action<WebApplicationBuilder>? Customise { get; init; }

    /// <summary>Further endpoints, behind the door like all others.</summary>
    public Action<WebApplication>? Map { get; init; }
}

/// <summary>A real ChatApi on a free port of this machine, with a real database.</summary>
internal sealed class ChatApiHost : IAsyncDisposable
{
    public const string AdminKey = "sk-yyc3-000000000000000000000000000000000000000000admin0";
    public const string InternalKey = "internal-key-of-the-tests";

    private readonly WebApplication app;
    private readonly string? ownDirectory;

    private ChatApiHost(WebApplication app, string? ownDirectory)
    {
        this.app = app;
        this.ownDirectory = ownDirectory;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Anonymous = new HttpClient { BaseAddress = Address };
        Admin = Client(AdminKey);
    }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>A client without a key.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>A client with the bootstrap key.</summary>
    public HttpClient Admin { get; }

    public static async Task<ChatApiHost> StartAsync(ChatApiHostOptions? options = null)
    {
        options ??= new ChatApiHostOptions();
        var temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("yyc3-chat-").FullName : null;
        List<string> args =
        [
            "--urls=http://127.0.0.1:0",
            "--InternalKey=" + InternalKey,
            "--BootstrapKey=" + options.BootstrapKey,
            "--DataDirectory=" + (options.DataDirectory ?? temporary),
            "--services:router:http:0=" + (options.Router ?? new Uri("http://127.0.0.1:1")),
            "--services:ragservice:http:0=" + (options.RagService ?? new Uri("http://127.0.0.1:1")),
            .. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var service = ChatApiService.Build([.. args], builder =>
        {
            builder.Logging.ClearProviders();
            options.Customise?.Invoke(builder);
        });
        options.Map?.Invoke(service);
        await service.StartAsync(TestContext.Current.CancellationToken);
        return new ChatApiHost(service, temporary);
    }

    /// <summary>A client with a key.</summary>
    public HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        Admin.Dispose();
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await app.StopAsync(impatient.Token);
        await app.DisposeAsync();
        if (ownDirectory is not null)
        {
            Directory.Delete(ownDirectory, recursive: true);
        }
    }
}
