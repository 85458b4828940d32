using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Experiments.Feedback;

/// <summary>A caller's judgement of an answer.</summary>
/// <param name="CallId">The call's request id, or its answer's id.</param>
/// <param name="Score">−1 to 1; thumbs up is 1, thumbs down −1.</param>
/// <param name="Label">A short word to count by; null for none.</param>
/// <param name="Comment">In the caller's words; null for none.</param>
internal sealed record FeedbackRequest(string CallId, double Score, string? Label, string? Comment)
{
    private const int LongestId = 256;
    private const int LongestLabel = 64;
    private const int LongestComment = 4096;

    /// <summary>Reads a request; with faults it is not to be used.</summary>
    public static FeedbackRequest Read(JsonElement root, JsonWalker walker)
    {
        string? request = null, completion = null, label = null, comment = null;
        double? score = null, rating = null;
        foreach (var (field, path, value) in walker.Members(root, "$").Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            switch (field)
            {
                case "request_id": request = Text(walker, value, path, LongestId); break;
                case "completion_id": completion = Text(walker, value, path, LongestId); break;
                case "score": score = ReadScore(walker, value, path); break;
                case "rating": rating = ReadRating(walker, value, path); break;
                case "label": label = Text(walker, value, path, LongestLabel); break;
                case "comment": comment = Text(walker, value, path, LongestComment); break;
                default: walker.Unknown(path, "request_id", "completion_id", "score", "rating", "label", "comment"); break;
            }
        }

        if (root.ValueKind == JsonValueKind.Object)
        {
            if ((request is null) == (completion is null))
            {
                walker.Fault("$.request_id", "or completion_id must be given, one of the two: the x-request-id of the answer, or its id");
            }

            if ((score is null) == (rating is null))
            {
                walker.Fault("$.score", "or rating must be given, one of the two: a number from -1 to 1, or 'up' or 'down'");
            }
        }

        return new FeedbackRequest(request ?? completion ?? "", score ?? rating ?? 0, label, comment);
    }

    private static string Text(JsonWalker walker, JsonElement value, string path, int longest)
    {
        var text = walker.Text(value, path);
        if (text.Length > longest)
        {
            walker.Fault(path, $"must have at most {longest} characters");
        }
        else if (text.Contains('\0', StringComparison.Ordinal))
        {
            walker.Fault(path, "must not hold the character U+0000");
        }

        return text;
    }

    private static double ReadScore(JsonWalker walker, JsonElement value, string path)
    {
        var score = walker.Number(value, path, -1, 0);
        if (score > 1)
        {
            walker.Fault(path, "must be at most 1");
        }

        return score;
    }

    private static double ReadRating(JsonWalker walker, JsonElement value, string path)
    {
        var rating = walker.Text(value, path);
        if (rating is not ("up" or "down"))
        {
            walker.Fault(path, "must be 'up' or 'down'");
        }

        return rating == "up" ? 1 : -1;
    }
}
