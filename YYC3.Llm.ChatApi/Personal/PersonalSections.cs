using System.Data.Common;
using System.Text;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Personal.Memories;
using YYC3.Llm.ChatApi.Personal.Profiles;
using YYC3.Llm.ChatApi.Personal.Templates;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Personal;

/// <summary>What a model is told of the person that it answers: what they set, what they prefer, and the facts that suit the question.</summary>
internal sealed class PersonalSections(ProfileStore profiles, MemoryStore memories, LearningConsent consent, PromptTemplates templates, IOptions<PersonalOptions> options)
{
    /// <summary>The sections, and the person's own bound of context; none of a person of whom nothing is known. While the database is away, an answer without them is better than none.</summary>
    /// <param name="caller">The person.</param>
    /// <param name="question">What they ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(IReadOnlyList<ContextSection> Sections, int? MaxContextLength)> ForAsync(CallerIdentity caller, string question, CancellationToken cancellationToken)
    {
        try
        {
            var whose = Whose.Of(caller);
            var profile = await profiles.FindAsync(whose, cancellationToken);
            var known = consent.IsGiven(caller, profile) ? await memories.ListAsync(whose, null, all: false, cancellationToken) : [];
            List<ContextSection> sections = [];
            if (ProfileText(profile, await TemplateAsync(profile, caller, cancellationToken), known) is { Length: > 0 } text)
            {
                sections.Add(new ContextSection("profile", text, [.. Counted(known).Select(memory => memory.Id)]));
            }

            if (Facts(known, question) is { Count: > 0 } facts)
            {
                sections.Add(new ContextSection("facts", "Facts about the user, from what they wrote earlier:\n" + string.Join('\n', facts.Select(fact => fact.Name == "note" ? $"- {fact.Value}" : $"- {fact.Name}: {fact.Value}")), [.. facts.Select(fact => fact.Id)]));
            }

            return (sections, profile.MaxContextLength);
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            return ([], null);
        }
    }

    private async Task<string?> TemplateAsync(Profile profile, CallerIdentity caller, CancellationToken cancellationToken)
    {
        try
        {
            return profile.ReplyTemplate is { } id ? await templates.RenderAsync(Whose.Of(caller), id, null, [], "reply_template", cancellationToken) : null;
        }
        catch (ApiException)
        {
            return null; // It was deleted, or wants variables: no reason to refuse an answer.
        }
    }

    private IEnumerable<Memory> Counted(IEnumerable<Memory> known) => known.Where(memory => memory.Kind == Memory.Preference && memory.Confidence >= options.Value.Threshold);

    private string ProfileText(Profile profile, string? template, IReadOnlyList<Memory> known)
    {
        var text = new StringBuilder();
        Line(text, "The user's name", profile.Name);
        Line(text, "Answer in", profile.Language);
        foreach (var preference in Counted(known))
        {
            Line(text, $"Preference, {preference.Name.Replace('_', ' ')}", preference.Value);
        }

        Line(text, "The user's instructions", profile.Instructions);
        Line(text, "Shape the answer like this", template);
        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            text.Append(name).Append(": ").Append(value).Append('\n');
        }
    }

    // Those that share most words with the question; of those that share none, who the person is.
    private List<Memory> Facts(IReadOnlyList<Memory> known, string question)
    {
        var asked = TextAnalyzer.Terms(question).ToHashSet(StringComparer.Ordinal);
        return [.. known.Where(memory => memory.Kind == Memory.Fact)
            .Select(fact => (Fact: fact, Shared: TextAnalyzer.Terms($"{fact.Name} {fact.Value}").Distinct(StringComparer.Ordinal).Count(asked.Contains)))
            .Where(entry => entry.Shared > 0 || entry.Fact.Name != "note")
            .OrderByDescending(entry => entry.Shared).ThenByDescending(entry => entry.Fact.ValidFrom).Take(options.Value.MostFacts).Select(entry => entry.Fact)];
    }
}
