using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Admin;

/// <summary>Calls to the catalog's admin API.</summary>
internal static class CatalogRig
{
    public const string EmptyFile = """{"providers":{},"models":{}}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Provider(ScriptedProvider provider, string key = "sk-very-secret-key") => $$"""{"dialect":"openai","baseUrl":"{{provider.BaseUrl}}","keys":["{{key}}"],"headers":{"x-team":"hidden-header-value"} }""";

    public static string Model(string provider = "p") => $$"""{"deployments":[{"provider":"{{provider}}","model":"up"}]}""";

    public static async Task<HttpResponseMessage> PutAsync(this RouterUnderTest router, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        return await router.Client.PutAsync(path, content, Cancellation);
    }

    public static async Task<JsonElement> PutJsonAsync(this RouterUnderTest router, string path, string json)
    {
        using var answer = await router.PutAsync(path, json);
        return await answer.JsonAsync();
    }

    /// <summary>Declares provider <c>p</c> and model <c>new</c> behind it.</summary>
    public static async Task AddAsync(this RouterUnderTest router, ScriptedProvider provider)
    {
        await router.PutJsonAsync("/admin/providers/p", Provider(provider));
        await router.PutJsonAsync("/admin/models/new", Model());
    }

    public static async Task<JsonElement> ErrorJsonAsync(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True((int)answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("error");
    }

    /// <summary>Waits until the condition holds; fails after ten seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
