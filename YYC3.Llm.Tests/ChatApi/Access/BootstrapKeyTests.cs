using System.Net;
using Microsoft.Extensions.Configuration;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

public sealed class BootstrapKeyTests : IDisposable
{
    private const string Another = "sk-yyc3-111111111111111111111111111111111111111111admin1";
    private readonly string directory = Directory.CreateTempSubdirectory("yyc3-bootstrap-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("a key with spaces in it")]
    [InlineData("钥匙钥匙钥匙钥匙钥匙钥匙钥匙钥匙钥匙")]
    public void Constructor_NoUsableKey_SaysWhatToDo(string? key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("BootstrapKey", key)]).Build();
        var failure = Assert.Throws<StartupException>(() => new BootstrapKey(configuration));
        Assert.Contains("BootstrapKey", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task Refuses_ToStartWithoutBootstrapKey() =>
        await Assert.ThrowsAsync<StartupException>(() => ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory, BootstrapKey = "" }));

    [Theory]
    [InlineData("Access:Grace", "-00:01:00")]
    [InlineData("Access:RefreshAfter", "soon")]
    [InlineData("Access:Capacity", "0")]
    public async Task Refuses_ToStartWithASettingOutOfItsRange(string setting, string value)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => ChatApiHost.StartAsync(
            new ChatApiHostOptions { DataDirectory = directory, Settings = new Dictionary<string, string> { [setting] = value } }));
        Assert.Contains(setting.Split(':')[1], failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_ChangeTheKeyAtTheNextStart()
    {
        await using (var first = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory }))
        {
            await first.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"kept"}""");
        }

        await using var second = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory, BootstrapKey = Another });
        using var old = await second.Admin.GetAsync("/v1/organization/projects", TestContext.Current.CancellationToken);
        await old.ErrorAsync(HttpStatusCode.Unauthorized, "invalid_api_key");
        using var admin = second.Client(Another);
        Assert.Equal(2, (await admin.GetJsonAsync("/v1/organization/projects")).Ids().Length);
        Assert.Equal(["key_bootstrap"], (await admin.GetJsonAsync("/v1/organization/admin_api_keys")).Ids());
    }

    [Fact]
    public async Task Can_KeepTheKeyOverARestart()
    {
        string key;
        await using (var first = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory }))
        {
            key = (await first.Admin.PostJsonAsync("/v1/organization/projects/proj_default/service_accounts", """{"name":"a"}""")).GetProperty("api_key").Text("value");
        }

        await using var second = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory });
        await second.Admin.GetJsonAsync("/v1/organization/projects");
        using var client = second.Client(key);
        using var answer = await client.GetAsync("/v1/none", TestContext.Current.CancellationToken);
        await answer.ErrorAsync(HttpStatusCode.NotFound, "unknown_url");
    }
}
