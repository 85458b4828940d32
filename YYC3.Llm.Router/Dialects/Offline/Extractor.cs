using System.Text;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>
/// Finds the sentences that answer a question: BM25 over the sentences of the sources, where a source's heading counts for each of
/// its sentences. The best are kept while they add something, and told in the order they stand in.
/// </summary>
internal static class Extractor
{
    private const int MostQuotes = 4;
    private const int MostCharacters = 900;

    /// <summary>What a term in the heading is worth beside one in the sentence.</summary>
    private const float HeadingShare = 0.4f;

    /// <summary>A sentence this much weaker than the best one is not worth telling.</summary>
    private const float LeastOfBest = 0.4f;

    /// <summary>The share of the question's weight that the best sentence, its neighbours and its heading must meet.</summary>
    private const float LeastCoverage = 0.15f;

    /// <summary>Two sentences that share this much of their terms say the same.</summary>
    private const double SameTerms = 0.7;

    public static IReadOnlyList<Quote> Extract(string question, IReadOnlyList<Source> sources)
    {
        var sentences = Sentences(sources);
        if (sentences.Count == 0)
        {
            return [];
        }

        var documents = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var term in sentences.SelectMany(sentence => sentence.Terms.Keys.Union(sentence.Heading)))
        {
            documents[term] = documents.GetValueOrDefault(term) + 1;
        }

        var asked = QuestionTerms.Of(question);
        var weights = asked.Count > 0
            ? asked.ToDictionary(term => term, term => QuestionTerms.Share(term) * Bm25.Idf(sentences.Count, documents.GetValueOrDefault(term)))
            : Centre(documents, sentences.Count);
        var average = (float)sentences.Average(sentence => sentence.Length);
        foreach (var sentence in sentences)
        {
            sentence.Score = Score(sentence, weights, average);
        }

        var best = sentences.Max(sentence => sentence.Score);
        return best > 0 && (asked.Count == 0 || Covers(sentences, weights))
            ? [.. Choose(sentences, best).OrderBy(sentence => sentence.Position).Select(sentence => new Quote(Line(sentence.Text), sentence.Source))]
            : [];
    }

    private static List<Sentence> Sentences(IReadOnlyList<Source> sources)
    {
        var sentences = new List<Sentence>();
        foreach (var source in sources)
        {
            var heading = source.Heading is { } text ? TextAnalyzer.Terms(text).ToHashSet(StringComparer.Ordinal) : [];
            foreach (var span in SentenceSplitter.Split(source.Text))
            {
                var terms = new Dictionary<string, int>(StringComparer.Ordinal);
                var length = TextAnalyzer.CountTerms(span.Of(source.Text), terms);
                if (length > 0)
                {
                    sentences.Add(new Sentence(sentences.Count, source.Id, source.Text[span.Start..span.End], terms, length, heading));
                }
            }
        }

        return sentences;
    }

    /// <summary>Without a question the sentences about the text's most frequent terms speak for it.</summary>
    private static Dictionary<string, float> Centre(Dictionary<string, int> documents, int count) =>
        documents.OrderByDescending(term => term.Value).ThenBy(term => term.Key, StringComparer.Ordinal).Take(12)
            .ToDictionary(term => term.Key, term => QuestionTerms.Share(term.Key) * MathF.Log(1 + count), StringComparer.Ordinal);

    private static float Score(Sentence sentence, Dictionary<string, float> weights, float average)
    {
        var score = 0f;
        foreach (var (term, weight) in weights)
        {
            if (sentence.Terms.TryGetValue(term, out var frequency))
            {
                score += weight * Bm25.TermWeight(frequency, sentence.Length, average);
            }
            else if (sentence.Heading.Contains(term))
            {
                score += weight * HeadingShare;
            }
        }

        // A heading or a label names the matter without saying anything about it.
        return IsStatement(sentence) ? score : score * 0.3f;
    }

    private static bool IsStatement(Sentence sentence) =>
        sentence.Length >= 6 && (sentence.Text[^1] is '.' or '!' or '?' or '。' or '！' or '？' or '；' or ';' or ':' or '：' or '”' or '"' or ')' or '）' || sentence.Text.Length >= 24);

    /// <summary>Whether some passage, a sentence with those beside it, is about what was asked, and not just about a word of it.</summary>
    private static bool Covers(List<Sentence> sentences, Dictionary<string, float> weights)
    {
        var all = weights.Values.Sum();
        var most = 0f;
        for (var i = 0; i < sentences.Count; i++)
        {
            var met = 0f;
            foreach (var (term, weight) in weights)
            {
                var here = sentences[i].Terms.ContainsKey(term) || sentences[i].Heading.Contains(term)
                    || Beside(i, i - 1, term) || Beside(i, i + 1, term);
                met += here ? weight : 0;
            }

            most = Math.Max(most, met);
        }

        return all > 0 && most / all >= LeastCoverage;

        bool Beside(int i, int j, string term) =>
            j >= 0 && j < sentences.Count && sentences[j].Source == sentences[i].Source && sentences[j].Terms.ContainsKey(term);
    }

    private static List<Sentence> Choose(List<Sentence> sentences, float best)
    {
        var chosen = new List<Sentence>();
        var characters = 0;
        foreach (var sentence in sentences.OrderByDescending(sentence => sentence.Score).ThenBy(sentence => sentence.Position))
        {
            if (chosen.Count == MostQuotes || sentence.Score < best * LeastOfBest)
            {
                break;
            }

            if (!chosen.Contains(sentence) && !chosen.Exists(other => IsSame(sentence, other)) && (chosen.Count == 0 || characters + sentence.Text.Length <= MostCharacters))
            {
                chosen.Add(sentence);
                characters += sentence.Text.Length;

                // "The steps are:" is only half of what there is to say.
                if (sentence.Text[^1] is ':' or '：' && sentence.Position + 1 < sentences.Count
                    && sentences[sentence.Position + 1] is var next && next.Source == sentence.Source && !chosen.Contains(next))
                {
                    chosen.Add(next);
                    characters += next.Text.Length;
                }
            }
        }

        return chosen;
    }

    private static bool IsSame(Sentence one, Sentence other)
    {
        var shared = one.Terms.Keys.Count(other.Terms.ContainsKey);
        return shared >= SameTerms * Math.Min(one.Terms.Count, other.Terms.Count);
    }

    /// <summary>The sentence on one line: a line break inside it is layout.</summary>
    private static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]))
            {
                line.Append(text[i]);
                continue;
            }

            var from = i;
            while (i + 1 < text.Length && char.IsWhiteSpace(text[i + 1]))
            {
                i++;
            }

            var wrapped = text.AsSpan(from, i - from + 1).Contains('\n');
            if (from > 0 && i + 1 < text.Length && !(wrapped && CharClass.JoinsWithoutSpace(text[from - 1], text[i + 1])))
            {
                line.Append(' ');
            }
        }

        return line.ToString();
    }

    private sealed record Sentence(int Position, int Source, string Text, Dictionary<string, int> Terms, int Length, HashSet<string> Heading)
    {
        public float Score { get; set; }
    }
}
