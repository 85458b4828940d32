using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

/// <summary>A ChatApi whose clock a test moves, and short ways to make conversations in it.</summary>
public abstract class ConversationFixture : IAsyncLifetime
{
    private protected const string Root = "/v1/conversations";

    private protected ChatApiHost Host { get; private set; } = null!;

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var options = await OptionsAsync();
        Host = await ChatApiHost.StartAsync(options with { Customise = builder => builder.Services.AddSingleton<TimeProvider>(Time) });
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }
    }

    private protected static string Items(params IEnumerable<string> texts) =>
        string.Join(',', texts.Select(text => $$"""{"role":"{{(text.StartsWith('a') ? "assistant" : "user")}}","content":{{JsonSerializer.Serialize(text)}}}"""));

    private protected abstract Task<ChatApiHostOptions> OptionsAsync();

    private protected async Task<string> NewAsync(string body = "{}") => $"{Root}/{(await Host.Admin.PostJsonAsync(Root, body)).Text("id")}";

    private protected Task<JsonElement> AddAsync(string path, params string[] texts) => Host.Admin.PostJsonAsync(path + "/items", $$"""{"items":[{{Items(texts)}}]}""");

    private protected async Task<string[]> ActiveAsync(string path) => (await Host.Admin.GetJsonAsync(path + "/items?order=asc&limit=100")).Ids();

    private protected Task<JsonElement> GoOnAsync(string path, string after, string[] texts) => Host.Admin.PostJsonAsync(path + "/items", $$"""{"after":"{{after}}","items":[{{Items(texts)}}]}""");
}
