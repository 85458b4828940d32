using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;
using RelayServices = YYC3.Llm.ChatApi.Relay.Services;

namespace YYC3.Llm.Tests.ChatApi.Context;

/// <summary>Random histories: whatever is left of them is whole, in order, within its budget, and costs one summary at most.</summary>
public sealed class ContextBuilderTests : IAsyncLifetime
{
    private static readonly CallerIdentity Caller = new(TenantId.Default, "key_1", null, null, "req_1");

    private ScriptedProvider router = null!;
    private RelayServices services = null!;
    private ContextBuilder builder = null!;

    public async ValueTask InitializeAsync()
    {
        router = await ScriptedProvider.StartAsync(context => context.Request.Path.Value!.Contains("/models/", StringComparison.Ordinal)
            ? ScriptedProvider.Json(200, """{"id":"m","context_window":100000}""")(context)
            : ScriptedProvider.Json(200, Samples.Completion.Replace("Hi 你好", "They spoke.", StringComparison.Ordinal))(context));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["InternalKey"] = ChatApiHost.InternalKey,
            ["services:router:http:0"] = router.BaseUrl[..^3],
            ["services:ragservice:http:0"] = "http://127.0.0.1:1",
        }).Build();
        services = new RelayServices(configuration, new InternalKey(configuration));
        var options = Options.Create(new ContextOptions { SummaryModel = "m" });
        builder = new ContextBuilder(
            new ModelFacts(services, options, TimeProvider.System), new TokenCalibration(new Meters()), new Compactor(new ModelClient(services), options, TimeProvider.System), options);
    }

    public async ValueTask DisposeAsync()
    {
        services.Dispose();
        await router.DisposeAsync();
    }

    [Property(MaxTest = 200)]
    public Property Keep_PairsOrderBudgetAndInstructions() => Prop.ForAll(Histories().ToArbitrary(), Gen.Choose(300, 4000).ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), (history, length, compacts) =>
    {
        var items = Items(history.Turns, history.Longest);
        var asked = router.Requests.Count(request => request.Path.EndsWith("completions", StringComparison.Ordinal));
        var newest = Turns.Split(items)[^1];
        var context = builder.BuildAsync(
            new ContextRequest
            {
                Caller = Caller,
                Model = "m",
                Instructions = "Be kind.",
                History = items[..^newest.Count],
                Input = newest,
                MayTruncate = true,
                MaxContextLength = length,
                MaxOutputTokens = 100,
                CompactAbove = compacts ? 1000 : null,
            },
            CancellationToken.None).GetAwaiter().GetResult();
        var kept = context.Items;

        Assert.InRange(router.Requests.Count(request => request.Path.EndsWith("completions", StringComparison.Ordinal)) - asked, 0, compacts ? 1 : 0);

        // In order, nothing twice, nothing made up but a summary.
        var places = kept.Where(item => !CompactionItem.Is(item)).Select(item => items.FindIndex(one => one["id"].AsText() == item["id"].AsText())).ToList();
        Assert.All(places, place => Assert.True(place >= 0));
        Assert.Equal(places.Where(place => !Turns.IsPinned([items[place]])).Order(), places.Where(place => !Turns.IsPinned([items[place]])));
        Assert.Equal(places.Distinct().Count(), places.Count);

        // Each call with its result, each result after its call.
        foreach (var output in kept.Where(item => item["type"].AsText() == "function_call_output"))
        {
            Assert.Contains(kept.TakeWhile(item => item != output), item => item["type"].AsText() == "function_call" && item["call_id"].AsText() == output["call_id"].AsText());
        }

        foreach (var call in kept.Where(item => item["type"].AsText() == "function_call"))
        {
            Assert.Contains(kept.SkipWhile(item => item != call), item => item["type"].AsText() == "function_call_output" && item["call_id"].AsText() == call["call_id"].AsText());
        }

        // Instructions and the newest turn are there, and all of it fits unless these alone do not.
        Assert.All(items.Where(item => Turns.IsPinned([item])), item => Assert.Contains(kept, one => ReferenceEquals(one, item)));
        Assert.Equal(newest.Select(item => item["id"].AsText()), kept.TakeLast(newest.Count).Select(item => item["id"].AsText()));
        var pinned = kept.Where(item => Turns.IsPinned([item])).Sum(ItemTokens.Of) + kept.TakeLast(newest.Count).Sum(ItemTokens.Of);
        Assert.True(context.Tokens <= length - 100 || context.Tokens - ItemTokens.Of("Be kind.") <= pinned);
    });

    private static Gen<(int[] Turns, int Longest)> Histories() =>
        from turns in Gen.Choose(0, 6).NonEmptyListOf()
        from longest in Gen.Choose(1, 600)
        select (turns.ToArray(), longest);

    // What a number of a turn stands for: text alone, instructions, one call, parallel calls, reasoning, several messages, a huge result.
    private static List<JsonObject> Items(int[] turns, int longest)
    {
        var items = new List<JsonObject>();
        var number = 0;
        void Add(JsonObject item)
        {
            item["id"] = $"i{number++}";
            items.Add(item);
        }

        JsonObject Message(string role, int words) => new()
        {
            ["type"] = "message",
            ["role"] = role,
            ["content"] = new JsonArray(new JsonObject { ["type"] = role == "assistant" ? "output_text" : "input_text", ["text"] = string.Concat(Enumerable.Repeat(number % 2 == 0 ? "word. " : "词语。", words)) }),
        };
        void Call(string id) => Add(new JsonObject { ["type"] = "function_call", ["call_id"] = id, ["name"] = "f", ["arguments"] = "{}" });
        void Result(string id, int words) => Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = id, ["output"] = string.Concat(Enumerable.Repeat("result ", words)) });

        foreach (var kind in turns.Append(0))
        {
            if (kind == 1)
            {
                Add(Message("system", 5));
                continue;
            }

            Add(Message("user", 1 + (longest * (number % 3) / 2)));
            switch (kind)
            {
                case 2:
                    Call($"c{number}");
                    Result(items[^1]["call_id"].AsText()!, longest);
                    break;
                case 3:
                    Call($"a{number}");
                    Call($"b{number}");
                    Result(items[^1]["call_id"].AsText()!, 3);
                    Result(items[^3]["call_id"].AsText()!, longest);
                    break;
                case 4:
                    Add(new JsonObject { ["type"] = "reasoning", ["summary"] = new JsonArray(), ["content"] = new JsonArray(new JsonObject { ["type"] = "reasoning_text", ["text"] = "Hm" }) });
                    break;
                case 5:
                    Add(Message("assistant", longest));
                    Add(Message("user", 2));
                    break;
                case 6:
                    Call($"h{number}");
                    Result(items[^1]["call_id"].AsText()!, 20 * longest);
                    break;
            }

            Add(Message("assistant", 3));
        }

        return items;
    }

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
