using System.Text.Json;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>An evaluation that is asked for.</summary>
/// <param name="Queries">The labelled queries; empty: questions are written.</param>
/// <param name="Generate">How many questions a model writes about passages of the store; 0: none.</param>
/// <param name="Model">The model that writes them; null: the one that rewrites queries.</param>
/// <param name="EmbeddingWeight">The setting to compare with what is; null: the best one is looked for.</param>
/// <param name="Apply">Whether a setting that does not lower quality is taken over.</param>
/// <param name="Seed">What decides chance.</param>
internal sealed record EvaluationRequest(IReadOnlyList<LabelledQuery> Queries, int Generate, string? Model, double? EmbeddingWeight, bool Apply, int Seed)
{
    private const int MaxQueries = 1000;
    private const int MaxGenerated = 200;
    private const int MaxLabels = 1000;
    private const int MaxQueryLength = 32_768;

    /// <summary>Reads a request's body.</summary>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static EvaluationRequest Read(JsonFields fields)
    {
        var queries = fields.TryGet("queries", out var list) ? ReadQueries(list) : [];
        var generate = 0L;
        string? model = null;
        if (fields.Object("generate") is { } generated)
        {
            generate = generated.Integer("count", 1, MaxGenerated) ?? throw generated.Missing("count");
            model = generated.Text("model", 256);
            generated.RefuseOthers();
        }

        if (queries.Count == 0 == (generate == 0))
        {
            throw ApiException.BadRequest("queries", "Invalid 'queries': send labelled queries, or 'generate' with a 'count' to have questions written, and not both.", "invalid_value");
        }

        double? weight = null;
        if (fields.Object("settings") is { } settings)
        {
            weight = settings.Number("embedding_weight", 0, 1) ?? throw settings.Missing("embedding_weight");
            settings.RefuseOthers();
        }

        var request = new EvaluationRequest(queries, (int)generate, model, weight, fields.Flag("apply") ?? false, (int)(fields.Integer("seed", 0, int.MaxValue) ?? 1));
        fields.RefuseOthers();
        return request;
    }

    private static List<LabelledQuery> ReadQueries(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw JsonFields.WrongType("queries", "an array of labelled queries", list);
        }

        return list.GetArrayLength() <= MaxQueries
            ? [.. list.EnumerateArray().Select((query, index) => ReadQuery(JsonFields.Of(query, $"queries[{index}]")))]
            : throw ApiException.BadRequest("queries", $"Invalid 'queries': array too long. Expected at most {MaxQueries} items.", "array_above_max_length");
    }

    private static LabelledQuery ReadQuery(JsonFields fields)
    {
        var text = fields.RequiredText("query", MaxQueryLength);
        var path = fields.PathOf("relevant");
        if (!fields.TryGet("relevant", out var relevant))
        {
            throw fields.Missing("relevant");
        }

        if (relevant.ValueKind != JsonValueKind.Array || relevant.GetArrayLength() is 0 or > MaxLabels)
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': expected an array of 1 to {MaxLabels} objects with a 'file_id' or a 'chunk_id'.", "invalid_value");
        }

        fields.RefuseOthers();
        var grades = new Dictionary<string, double>(StringComparer.Ordinal);
        bool? byChunk = null;
        var index = 0;
        foreach (var element in relevant.EnumerateArray())
        {
            var label = JsonFields.Of(element, $"{path}[{index++}]");
            var (file, chunk) = (label.Text("file_id", 64), label.Text("chunk_id", 64));
            var grade = label.Number("grade", 0, 1000) ?? 1;
            label.RefuseOthers();
            if (file is null == chunk is null || (byChunk is { } before && before != chunk is not null))
            {
                throw ApiException.BadRequest(path, $"Invalid '{path}': each item has either a 'file_id' or a 'chunk_id', all of a query's the same.", "invalid_value");
            }

            byChunk = chunk is not null;
            if (grade > 0)
            {
                grades[(file ?? chunk)!] = grade;
            }
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw ApiException.BadRequest(fields.PathOf("query"), $"Invalid '{fields.PathOf("query")}': it is empty. Leave the query out, or say what to look for.", "invalid_value");
        }

        return grades.Count > 0
            ? new LabelledQuery(text, grades, byChunk!.Value)
            : throw ApiException.BadRequest(path, $"Invalid '{path}': nothing answers the query. Leave such queries out.", "invalid_value");
    }
}
