using System.Net.Http.Json;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Metering;

/// <summary>The ledger as an admin sees it. Records arrive behind the calls, so it is asked until they are there.</summary>
internal static class LedgerView
{
    public static async Task<JsonElement> GetAsync(RouterUnderTest router, string path)
    {
        using var answer = await router.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    public static async Task<IReadOnlyList<JsonElement>> RecordsAsync(RouterUnderTest router, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var data = (await GetAsync(router, "/admin/usage?limit=1000")).GetProperty("data");
            if (data.GetArrayLength() >= count)
            {
                return [.. data.EnumerateArray()];
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
