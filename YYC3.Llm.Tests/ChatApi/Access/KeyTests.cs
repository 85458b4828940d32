using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Tests.ChatApi.Access;

public sealed class KeyTests
{
    [Fact]
    public void New_ManyKeys_HaveTheFormAndDiffer()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKey.New()).ToList();
        Assert.All(keys, key => Assert.Matches("^sk-yyc3-[0-9A-Za-z]{48}$", key));
        Assert.Equal(keys.Count, keys.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("sk-yyc3-abcdefghijklmnopqrstuvwxyz", "sk-yyc3-abc...xyz")]
    [InlineData("some-other-system-key", "som...key")]
    [InlineData("sk-yyc3-short", "***")]
    [InlineData("short", "***")]
    [InlineData("", "***")]
    public void Redact_AnyKey_ShowsLittle(string key, string shown) => Assert.Equal(shown, ApiKey.Redact(key));

    [Theory]
    [InlineData("sk-yyc3-0")]
    [InlineData("钥匙")]
    [InlineData("\ud800 half a character")]
    public void Of_AnyText_IsItsSha256(string key) => Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(key)), KeyHash.Of(key).ToBytes());

    [Fact]
    public void Of_LongestKeyOfWidestCharacters_Fits() => Assert.Equal(32, KeyHash.Of(new string('界', KeyHash.LongestKey)).ToBytes().Length);

    [Theory]
    [InlineData("POST", "/v1/chat/completions", "model.request")]
    [InlineData("POST", "/V1/Embeddings", "model.request")]
    [InlineData("GET", "/v1/models", "api.model.read")]
    [InlineData("GET", "/v1/files/file-1/content", "api.files.read")]
    [InlineData("DELETE", "/v1/files/file-1", "api.files.write")]
    [InlineData("POST", "/v1/vector_stores/vs_1/search", "api.vector_stores.read")]
    [InlineData("POST", "/v1/vector_stores", "api.vector_stores.write")]
    [InlineData("POST", "/v1/responses", "api.responses.write")]
    [InlineData("GET", "/v1", "api..read")]
    public void For_ACall_IsTheScopeItNeeds(string method, string path, string scope) => Assert.Equal(scope, Scopes.For(method, new PathString(path)));

    [Fact]
    public void Keep_MoreThanTheCapacity_StaysBoundedAndKeepsWhatIsUsed()
    {
        var cache = new KeyCache(100);
        var used = KeyHash.Of("used");
        cache.Keep(used, Entry("key_used"), cache.Version);
        var kept = new List<KeyHash>();
        for (var i = 0; i < 10_000; i++)
        {
            var hash = KeyHash.Of($"key {i}");
            kept.Add(hash);
            cache.Keep(hash, Entry($"key_{i}"), cache.Version);
            Assert.NotNull(cache.Find(used));
        }

        Assert.InRange(kept.Count(hash => cache.Find(hash) is not null), 50, 202);
    }

    [Fact]
    public void Remove_AKeyOfEitherGeneration_IsGone()
    {
        var cache = new KeyCache(2);
        for (var i = 0; i < 3; i++)
        {
            cache.Keep(KeyHash.Of($"{i}"), Entry($"key_{i}"), cache.Version);
        }

        cache.Remove(principal => principal.KeyId is "key_0" or "key_2");

        Assert.Null(cache.Find(KeyHash.Of("0")));
        Assert.NotNull(cache.Find(KeyHash.Of("1")));
        Assert.Null(cache.Find(KeyHash.Of("2")));
    }

    [Fact]
    public void Keep_AnswerOlderThanARemoval_IsNotKept()
    {
        var cache = new KeyCache(10);
        var before = cache.Version;
        cache.Remove(principal => principal.KeyId == "key_1");
        cache.Keep(KeyHash.Of("1"), Entry("key_1"), before);
        Assert.Null(cache.Find(KeyHash.Of("1")));
    }

    [Fact]
    public void ClaimUse_WithinTheInterval_IsGivenOnce()
    {
        var entry = Entry("key_1");
        Assert.True(entry.ClaimUse(1000, 100));
        Assert.False(entry.ClaimUse(1099, 100));
        Assert.True(entry.ClaimUse(1100, 100));
    }

    private static KeyEntry Entry(string id) => new(KeyState.Active, new Principal(TenantId.Default, id, null, KeyRole.Member, []), null, 0);
}
