using System.Text;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>What the offline model takes from a request.</summary>
/// <param name="Model">The model as the request names it.</param>
/// <param name="Question">What is asked; empty when there is only material.</param>
/// <param name="Sources">The material: grounding's numbered sources, else long texts the user gave.</param>
/// <param name="IsChinese">The language to answer in.</param>
/// <param name="Stream">Whether events are wanted.</param>
/// <param name="IncludeUsage">Whether the stream is to end with the token counts.</param>
/// <param name="PromptTokens">An estimate of the prompt's length.</param>
/// <param name="MaxTokens">The longest answer wanted; null for no bound.</param>
internal sealed record OfflinePrompt(
    string Model, string Question, IReadOnlyList<Source> Sources, bool IsChinese, bool Stream, bool IncludeUsage, int PromptTokens, int? MaxTokens)
{
    /// <summary>A user's message this long, in UTF-16 units, holds material besides the question.</summary>
    private const int LongText = 400;

    private const int LongestQuestion = 300;

    public static OfflinePrompt Read(JsonElement request)
    {
        var sources = new List<Source>();
        var texts = new List<string>();
        var tokens = 0;
        foreach (var message in request.GetProperty("messages").EnumerateArray())
        {
            var text = Text(message);
            tokens += TokenCounter.Estimate(text) + 4;
            switch (message.GetProperty("role").GetString())
            {
                case "system" or "developer":
                    sources.AddRange(SourceBlock.Read(text));
                    break;
                case "user":
                    texts.Add(text);
                    break;
            }
        }

        var question = texts.Count > 0 ? texts[^1].Trim() : "";
        if (sources.Count == 0)
        {
            var material = texts.Take(Math.Max(0, texts.Count - 1)).Where(text => text.Length >= LongText).ToList();
            if (question.Length >= LongText)
            {
                (question, var rest) = Part(question);
                material.Add(rest);
            }

            sources.AddRange(material.Select((text, index) => new Source(index + 1, "", null, null, text)));
        }

        return new OfflinePrompt(
            request.GetProperty("model").GetString()!,
            question,
            sources,
            IsMostlyChinese(question.Length > 0 ? question : sources.FirstOrDefault()?.Text ?? ""),
            Flag(request, "stream"),
            request.TryGetProperty("stream_options", out var options) && Flag(options, "include_usage"),
            tokens,
            Number(request, "max_completion_tokens") ?? Number(request, "max_tokens"));
    }

    /// <summary>Parts a long message into the question and the rest: the last line that asks, else a short first or last line.</summary>
    private static (string Question, string Material) Part(string text)
    {
        var lines = text.Split('\n');
        var at = Array.FindLastIndex(lines, line => line.Length <= LongestQuestion && line.AsSpan().IndexOfAny('?', '？') >= 0);
        if (at < 0)
        {
            at = lines[0].Length <= LongestQuestion && lines.Length > 1 ? 0 : lines[^1].Length <= LongestQuestion && lines.Length > 1 ? lines.Length - 1 : -1;
        }

        return at < 0 ? ("", text) : (lines[at].Trim(), string.Join('\n', lines.Where((_, index) => index != at)));
    }

    private static bool IsMostlyChinese(string text)
    {
        int han = 0, words = 0;
        var inWord = false;
        foreach (var c in text)
        {
            var letter = char.IsAsciiLetter(c);
            han += CharClass.IsCjk(c) ? 1 : 0;
            words += letter && !inWord ? 1 : 0;
            inWord = letter;
        }

        return han > words;
    }

    private static string Text(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return "";
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString()!;
        }

        var text = new StringBuilder();
        if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String)
                {
                    text.Append(value.GetString()).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private static bool Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 ? number : null;
}
