using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using YYC3.Llm.RagService;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Tests.Testing;

/// <summary>What a test's RagService differs in.</summary>
internal sealed record RagHostOptions
{
    /// <summary>The folder of its database; null: a new one, which goes with the host.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Further settings, such as <c>ConnectionStrings:llmdb</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Changes to the service before it is built.</summary>
    public Action<WebApplicationBuilder>? Customise { get; init; }
}

/// <summary>A real RagService on a free port of this machine, with a real database.</summary>
internal sealed class RagHost : IAsyncDisposable
{
    public const string InternalKey = "internal-key-of-the-tests";

    private readonly WebApplication app;
    private readonly string? ownDirectory;

    private RagHost(WebApplication app, string? ownDirectory)
    {
        this.app = app;
        this.ownDirectory = ownDirectory;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Client = For("proj_default");
    }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    /// <summary>The default project's caller.</summary>
    public HttpClient Client { get; }

    public static async Task<RagHost> StartAsync(RagHostOptions? options = null)
    {
        options ??= new RagHostOptions();
        var temporary = options.DataDirectory is null ? Directory.CreateTempSubdirectory("yyc3-rag-").FullName : null;
        string[] args =
        [
            "--urls=http://127.0.0.1:0",
            "--InternalKey=" + InternalKey,
            "--DataDirectory=" + (options.DataDirectory ?? temporary),
            .. options.Settings.Select(setting => $"--{setting.Key}={setting.Value}"),
        ];
        var service = RagServiceHost.Build(args, builder =>
        {
            builder.Logging.ClearProviders();
            options.Customise?.Invoke(builder);
        });
        await service.StartAsync(TestContext.Current.CancellationToken);
        return new RagHost(service, temporary);
    }

    /// <summary>A caller of a project, as ChatApi would pass it on.</summary>
    public HttpClient For(string tenant) => For(Address, tenant);

    /// <summary>The same for a service elsewhere.</summary>
    public static HttpClient For(Uri address, string tenant)
    {
        var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Add(CallerHeaders.Internal, InternalKey);
        client.DefaultRequestHeaders.Add(CallerHeaders.Tenant, tenant);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await app.StopAsync(impatient.Token); // Disposed alone, its jobs would go on writing to the folder.
        await app.DisposeAsync();
        if (ownDirectory is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(ownDirectory, recursive: true);
        }
    }
}

/// <summary>What tests of RagService say often.</summary>
internal static class RagCalls
{
    public static async Task<JsonElement> UploadAsync(this HttpClient client, string name, byte[] content, string purpose = "assistants", string type = "text/plain")
    {
        using var form = new MultipartFormDataContent { { new StringContent(purpose), "purpose" } };
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        form.Add(file, "file", name);
        using var answer = await client.PostAsync("/v1/files", form, TestContext.Current.CancellationToken);
        return await answer.OkAsync();
    }

    public static async Task<string> UploadTextAsync(this HttpClient client, string name, string text) =>
        (await client.UploadAsync(name, System.Text.Encoding.UTF8.GetBytes(text))).Id();

    public static async Task<JsonElement> PostAsync(this HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        return await answer.OkAsync();
    }

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return await answer.OkAsync();
    }

    public static async Task<JsonElement> RemoveAsync(this HttpClient client, string path)
    {
        using var answer = await client.DeleteAsync(path, TestContext.Current.CancellationToken);
        return await answer.OkAsync();
    }

    public static async Task<string> NewStoreAsync(this HttpClient client, params string[] fileIds) =>
        (await client.PostAsync("/v1/vector_stores", new { name = "store", file_ids = fileIds })).Id();

    /// <summary>Waits until no file of a store is being read.</summary>
    public static async Task<JsonElement> IndexedAsync(this HttpClient client, string storeId)
    {
        for (var deadline = TimeProvider.System.GetTimestamp(); ;)
        {
            var store = await client.ReadAsync($"/v1/vector_stores/{storeId}");
            if (store.GetProperty("file_counts").GetProperty("in_progress").GetInt32() == 0)
            {
                return store;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(90), "The store was not indexed in time.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !await holds();)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(90), "It did not come about in time.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<List<JsonElement>> SearchAsync(this HttpClient client, string storeId, string query, object? filters = null, int max = 10) =>
        [.. (await client.PostAsync($"/v1/vector_stores/{storeId}/search", new { query, filters, max_num_results = max })).GetProperty("data").EnumerateArray()];

    public static string Id(this JsonElement element) => element.GetProperty("id").GetString()!;

    public static string Text(this JsonElement result) => result.GetProperty("content")[0].GetProperty("text").GetString()!;

    public static async Task<JsonElement> OkAsync(this HttpResponseMessage answer)
    {
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    /// <summary>Checks that an answer is OpenAI's error object.</summary>
    /// <returns>Its <c>param</c>.</returns>
    public static async Task<string?> RefusedAsync(this HttpResponseMessage answer, int status)
    {
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} {body}");
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.True(error.TryGetProperty("code", out _));
        return error.GetProperty("param").GetString();
    }
}
