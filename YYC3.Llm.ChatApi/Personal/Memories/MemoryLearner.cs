using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses;

namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>Learns preferences and facts from what a person wrote in this request, and from nothing else: no recalled item, no answer, no tool's result.</summary>
internal sealed class MemoryLearner(MemoryStore store, LearningConsent consent) : IRunObserver
{
    private const int LongestText = 20_000;

    public async Task EndedAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        var found = run.Input
            .Where(item => item["type"].AsText() == "message" && item["role"].AsText() == "user")
            .SelectMany(item => Texts(item).SelectMany(MemoryRules.Find).Select(candidate => (candidate, run.Id, item["id"].AsText())))
            .ToList();
        if (found.Count > 0 && await consent.IsGivenAsync(run.Caller, cancellationToken))
        {
            await store.LearnAsync(Whose.Of(run.Caller), found, cancellationToken);
        }
    }

    // Only what was typed: a pasted document says little of its reader.
    private static IEnumerable<string> Texts(JsonObject item) => (item["content"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(part => part["type"].AsText() is "input_text" or "text").Select(part => part["text"].AsText()).OfType<string>().Where(text => text.Length <= LongestText);
}
