using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Personal.Habits;

/// <summary>Counts when a person asks, what about, which models, and how much: numbers and words, no sentences.</summary>
internal sealed class HabitCounter(HabitStore store, LearningConsent consent, IOptions<PersonalOptions> options) : IRunObserver
{
    public const string Runs = "runs";
    public const string Hour = "hour";
    public const string Model = "model";
    public const string Term = "term";
    public const string Store = "store";
    public const string QuestionCharacters = "question_characters";
    public const string AnswerTokens = "answer_tokens";

    private const int MostTerms = 30;
    private const int LongestText = 20_000;

    /// <summary>The day of a moment, of UTC, since 1970.</summary>
    public static long DayOf(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 86_400;

    public async Task EndedAsync(FinishedRun run, CancellationToken cancellationToken)
    {
        if (!await consent.IsGivenAsync(run.Caller, cancellationToken))
        {
            return;
        }

        var text = string.Join('\n', run.Input.Where(item => item["type"].AsText() == "message" && item["role"].AsText() == "user").Select(ItemText.Of));
        List<(string, string, long)> counts =
        [
            (Runs, "", 1),
            (Hour, run.StartedAt.UtcDateTime.Hour.ToString(CultureInfo.InvariantCulture), 1),
            (Model, run.Model, 1),
            (QuestionCharacters, "", text.Length),
            (AnswerTokens, "", run.Usage?["output_tokens"] is JsonValue tokens && tokens.TryGetValue(out long written) ? written : 0),
            .. Terms(text.Length <= LongestText ? text : text[..LongestText]).Select(term => (Term, term, 1L)),
            .. run.Output.Where(item => item["type"].AsText() == "file_search_call").SelectMany(item => (item["results"] as JsonArray ?? []).OfType<JsonObject>())
                .Select(result => result["vector_store_id"].AsText()).OfType<string>().Distinct(StringComparer.Ordinal).Select(name => (Store, name, 1L)),
        ];
        var day = DayOf(run.StartedAt);
        await store.AddAsync(Whose.Of(run.Caller), day, counts, day - options.Value.HabitDays, cancellationToken);
    }

    // Single characters and letters say little.
    private static IEnumerable<string> Terms(string text) => TextAnalyzer.Terms(text).Where(term => term.Length > 1).CountBy(term => term, StringComparer.Ordinal)
        .OrderByDescending(count => count.Value).Take(MostTerms).Select(count => count.Key);
}
