using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.DashScope;
using YYC3.Llm.Router.Dialects.Offline;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Tests.Router.Catalog;

public sealed class CatalogReaderTests
{
    private static readonly DialectRegistry Dialects = new([new OpenAiDialect(), new DashScopeDialect(), new OfflineDialect(TimeProvider.System)]);
    private static readonly PolicyRegistry Policies = new([new PriorityPolicy(), new WeightedPolicy()]);

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
            ["anthropic", "azure", "dashscope", "deepseek", "gemini", "moonshot", "offline", "openai", "qianfan", "zhipu"],
            definition!.Providers.Select(provider => provider.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_NamesTheDialectsAndPoliciesThereAre()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "models.schema.json")));
        var types = schema.RootElement.GetProperty("$defs");

        Assert.Equal(Dialects.Names, Enum("provider", "dialect"));
        Assert.Equal(Policies.Names, Enum("model", "policy"));
        Assert.Equal(ModelTypes.All.Order(StringComparer.Ordinal), Enum("model", "type"));

        IEnumerable<string> Enum(string type, string property) => types.GetProperty(type).GetProperty("properties").GetProperty(property)
            .GetProperty("enum").EnumerateArray().Select(value => value.GetString()!).Order(StringComparer.Ordinal);
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
