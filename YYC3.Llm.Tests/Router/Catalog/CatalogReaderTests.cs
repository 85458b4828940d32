using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing.Auto;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Tests.Router.Catalog;

public sealed class CatalogReaderTests
{
    private static readonly DialectRegistry Dialects =
        new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider().GetRequiredService<DialectRegistry>();

    private static readonly PolicyRegistry Policies = new([new PriorityPolicy(), new WeightedPolicy(), new StickyPolicy(), new LeastBusyPolicy(), new LatencyPolicy(), new CostPolicy()]);

    [Fact]
    public void Read_ManyFaults_NamesEachWithItsPath()
    {
        const string json = """
            { "providers": {
                "a": { "dialect": "opnai", "baseUrl": "not a url", "keys": "k", "color": 1 },
                "b/c": { "dialect": "openai" },
                "a": {} },
              "models": {
                "m": { "policy": "random", "type": "video", "fallbacks": ["none"], "deployments": [ { "provider": "x", "model": "" }, { "provider": "a", "model": "m", "weight": -1, "priority": 1.5, "timeouts": { "idle": 0, "read": 3 }, "body": { "model": "z" } } ] },
                "n": { "deployments": [], "contextWindow": "big" },
                "o": { } },
              "extra": {} }
            """;

        Assert.Null(Read(json, out var faults));
        var paths = faults.Select(fault => fault.Path).ToList();
        foreach (var path in new[]
        {
            "$.providers.a.dialect", "$.providers.a.baseUrl", "$.providers.a.keys", "$.providers.a.color", "$.providers['b/c']", "$.providers['b/c'].baseUrl", "$.providers.a",
            "$.models.m.policy", "$.models.m.type", "$.models.m.fallbacks[0]", "$.models.m.deployments[0].provider", "$.models.m.deployments[0].model",
            "$.models.m.deployments[1].weight", "$.models.m.deployments[1].priority", "$.models.m.deployments[1].timeouts.idle", "$.models.m.deployments[1].timeouts.read", "$.models.m.deployments[1].body",
            "$.models.n.deployments", "$.models.n.contextWindow", "$.models.o.deployments", "$.extra",
        })
        {
            Assert.Contains(path, paths);
        }
    }

    [Fact]
    public void Read_WrongRouting_NamesEachFault()
    {
        const string json = """
            { "providers": { "p": { "dialect": "openai", "baseUrl": "http://127.0.0.1:1", "limits": { "queue": 3, "speed": 1 } } },
              "models": {
                "a": { "policy": ["weighted", "auto", "weighted", "luck"], "sticky": "weekday", "deployments": [ { "provider": "p", "model": "x", "limits": { "concurrency": 0, "queue": -1, "queueSeconds": "long" } } ] },
                "b": { "policy": "auto", "deployments": [ { "provider": "p", "model": "x" } ] },
                "c": { "policy": [], "candidates": ["a", "nobody"], "deployments": [ { "provider": "p", "model": "x" } ] },
                "d": { "policy": "auto", "candidates": ["e"] },
                "e": { "policy": "auto", "candidates": ["a"], "contentFallbacks": ["nobody"], "contextFallbacks": ["a", "nobody"], "languages": "zh" },
                "f": { "policy": 7, "deployments": [ { "provider": "p", "model": "x" } ] } } }
            """;

        Assert.Null(Read(json, out var faults));
        Assert.Equal(
            [
                "$.models.a.deployments[0].limits.concurrency", "$.models.a.deployments[0].limits.queue", "$.models.a.deployments[0].limits.queueSeconds",
                "$.models.a.policy[1]", "$.models.a.policy[2]", "$.models.a.policy[3]", "$.models.a.sticky",
                "$.models.b.candidates", "$.models.b.deployments",
                "$.models.c.candidates", "$.models.c.candidates[1]", "$.models.c.policy",
                "$.models.d.candidates[0]",
                "$.models.e.contentFallbacks[0]", "$.models.e.contextFallbacks[1]", "$.models.e.languages",
                "$.models.f.policy",
                "$.providers.p.limits.concurrency", "$.providers.p.limits.speed",
            ],
            faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_ComposedPolicies_KeepsTheirOrder()
    {
        var model = Read("""{ "models": { "m": { "policy": ["cost", "least-busy"], "sticky": "user", "deployments": [ { "provider": "offline", "model": "x", "limits": { "concurrency": 2, "queue": 4, "queueSeconds": 0.5 } } ] } } }""", out var faults)!.Models[0];

        Assert.Empty(faults);
        Assert.Equal(("cost", "user"), (model.Policy, model.Sticky));
        Assert.Equal(["least-busy"], model.ThenBy);
        Assert.Equal(new Limits(2, 4, TimeSpan.FromSeconds(0.5)), model.Deployments[0].Limits);
    }

    [Theory]
    [InlineData("{\n \"providers\": {,} }", "line 2")]
    [InlineData("", "line 1")]
    [InlineData("[]", "must be an object")]
    public void Read_NoJsonObject_SaysWhere(string json, string expected)
    {
        Assert.Null(Read(json, out var faults));
        Assert.Contains(expected, Assert.Single(faults).Message);
    }

    [Fact]
    public void Read_TheDesignsExample_KeepsOrderAndValues()
    {
        var definition = Read("""
            { "providers": { "zhipu": { "dialect": "openai", "baseUrl": "https://open.bigmodel.cn/api/paas/v4", "keys": ["${ZHIPU_API_KEY}"] },
                             "lab":   { "dialect": "openai", "baseUrl": "http://127.0.0.1:9100/v1", "keys": ["any"] } },
              "models":    { "glm":  { "deployments": [ { "provider": "zhipu", "model": "glm-5.2" } ] },
                             "chat": { "policy": "weighted", "fallbacks": ["offline"],
                                       "deployments": [ { "provider": "zhipu", "model": "glm-5.2", "weight": 3 }, { "provider": "lab", "model": "m1", "weight": 1 } ] } } }
            """, out var faults);

        Assert.Empty(faults);
        Assert.Equal(["glm", "chat"], definition!.Models.Select(model => model.Name));
        Assert.Equal(3, definition.Models[1].Deployments[0].Weight);
    }

    [Fact]
    public void Read_TheDefaultFile_HasNoFaultsAndEveryProvider()
    {
        var definition = Read(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models.json")), out var faults);

        Assert.Empty(faults);
        Assert.Equal(
            ["anthropic", "azure", "dashscope", "deepseek", "gemini", "moonshot", "offline", "openai", "qianfan", "wenxin", "zhipu"],
            definition!.Providers.Select(provider => provider.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_NamesTheDialectsAndPoliciesThereAre()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models.schema.json")));
        var types = schema.RootElement.GetProperty("$defs");

        Assert.Equal(Dialects.Names, Enum("provider", "dialect"));
        Assert.Equal(Policies.Names.Append(AutoChoice.PolicyName).Order(StringComparer.Ordinal), types.GetProperty("policy").GetProperty("enum").EnumerateArray().Select(value => value.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal(StickyUnits.All, Enum("model", "sticky"));
        Assert.Equal(ModelTypes.All.Order(StringComparer.Ordinal), Enum("model", "type"));
        Assert.Equal(Dialects.Names.SelectMany(name => Dialects.Get(name).AuthModes).Distinct().Order(StringComparer.Ordinal), Enum("provider", "auth"));

        IEnumerable<string> Enum(string type, string property) => types.GetProperty(type).GetProperty("properties").GetProperty(property)
            .GetProperty("enum").EnumerateArray().Select(value => value.GetString()!).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Read_SettingsOfOtherDialects_NamesEachWithItsPath()
    {
        const string json = """
            { "providers": {
                "a": { "dialect": "openai", "baseUrl": "http://a/v1", "auth": "jwt", "apiVersion": "2024-10-21", "drop": [ "model", 1, "" ], "rename": { "stream": "s", "n": "n", "a": "messages" } },
                "z": { "dialect": "zhipu", "baseUrl": "http://z/v4", "auth": "basic" },
                "w": { "dialect": "wenxin", "baseUrl": "http://w", "rename": { "user": "user_id" } },
                "y": { "dialect": "azure", "baseUrl": "http://y", "apiVersion": "yesterday" } },
              "models": { "m": { "deployments": [ { "provider": "w", "model": "m", "drop": [ "seed" ] }, { "provider": "z", "model": "m", "drop": "seed", "rename": [] } ] } } }
            """;

        Assert.Null(Read(json, out var faults));
        Assert.Equal(
            [
                "$.models.m.deployments[0].drop", "$.models.m.deployments[1].drop", "$.models.m.deployments[1].rename",
                "$.providers.a.apiVersion", "$.providers.a.auth", "$.providers.a.drop[0]", "$.providers.a.drop[1]", "$.providers.a.drop[2]",
                "$.providers.a.rename.a", "$.providers.a.rename.n", "$.providers.a.rename.stream",
                "$.providers.w.rename", "$.providers.y.apiVersion", "$.providers.z.auth",
            ],
            faults.Select(fault => fault.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Read_SettingsOfTheirDialects_AreKept()
    {
        var definition = Read("""
            { "providers": {
                "z": { "dialect": "zhipu", "baseUrl": "http://z/v4", "auth": "jwt", "drop": [ "seed" ] },
                "y": { "dialect": "azure", "baseUrl": "http://y", "apiVersion": "${AZURE_VERSION:-2024-10-21}", "rename": { "max_tokens": "max_completion_tokens" } } },
              "models": { "m": { "deployments": [ { "provider": "z", "model": "m", "drop": [ "user" ] } ] } } }
            """, out var faults);

        Assert.Empty(faults);
        Assert.Equal("jwt", definition!.Providers[0].Auth);
        Assert.Equal(["seed"], definition.Providers[0].Fields!.Drop);
        Assert.Equal("${AZURE_VERSION:-2024-10-21}", definition.Providers[1].ApiVersion);
        Assert.Equal([KeyValuePair.Create("max_tokens", "max_completion_tokens")], definition.Providers[1].Fields!.Rename);
        Assert.Equal(["user"], definition.Models[0].Deployments[0].Fields!.Drop);
    }

    [Theory]
    [InlineData("plain", "plain", 0)]
    [InlineData("${A}", "1", 0)]
    [InlineData("x${A}y${A}", "x1y1", 0)]
    [InlineData("${MISSING}/v1", "/v1", 1)]
    [InlineData("${MISSING:-other}/v1", "other/v1", 0)]
    [InlineData("${A:-other}", "1", 0)]
    [InlineData("${EMPTY}", "", 1)]
    [InlineData("${NESTED}", "${A}", 0)]
    [InlineData("${open", "${open", 0)]
    public void Fill_Variables_AreReplacedOnce(string text, string expected, int missing)
    {
        var holes = new List<string>();
        var placeholders = new Placeholders(name => name switch { "A" => "1", "EMPTY" => " ", "NESTED" => "${A}", _ => null });

        Assert.Equal(expected, placeholders.Fill(text, holes));
        Assert.Equal(missing, holes.Count);
    }

    private static CatalogDefinition? Read(string json, out IReadOnlyList<CatalogFault> faults) =>
        new CatalogReader(Dialects, Policies).Read(Encoding.UTF8.GetBytes(json), out faults);
}
