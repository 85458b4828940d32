using System.Collections.Concurrent;
using System.Text.Json;

namespace YYC3.Llm.Benchmarks.Knowledge;

/// <summary>Uploads a collection, document by document, and has its store evaluated.</summary>
internal sealed class EvaluateRun(HttpClient client, BeirFolder collection, TimeProvider time)
{
    private const int AtOnce = 8;
    private const int FilesInABatch = 500;
    private const int QueriesInAnEvaluation = 1000;

    private static readonly string[] Metrics = ["ndcg@10", "recall@100", "mrr@10"];

    /// <summary>Runs it.</summary>
    /// <param name="report">Told what is done, step by step.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Each metric's mean and interval, over parts of up to a thousand queries.</returns>
    public async Task<IReadOnlyDictionary<string, (double Value, double Low, double High)>> RunAsync(Action<string> report, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var files = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(collection.Documents, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (document, stop) => files[document.Id] = await UploadAsync(document, stop));
        var store = (await PostAsync("/v1/vector_stores", new { name = "evaluate" }, cancellationToken)).GetProperty("id").GetString()!;
        foreach (var batch in files.Values.Chunk(FilesInABatch))
        {
            await PostAsync($"/v1/vector_stores/{store}/file_batches", new { file_ids = batch }, cancellationToken);
        }

        report($"{files.Count} documents uploaded in {time.GetElapsedTime(started).TotalSeconds:F0} s");
        started = time.GetTimestamp();
        JsonElement state;
        while ((state = await client.GetFromJsonAsync<JsonElement>($"/v1/vector_stores/{store}", cancellationToken)).GetProperty("file_counts").GetProperty("in_progress").GetInt32() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }

        report($"{state.GetProperty("file_counts").GetProperty("completed").GetInt32()} of them indexed {time.GetElapsedTime(started).TotalSeconds:F0} s later");
        started = time.GetTimestamp();
        var sums = Metrics.ToDictionary(metric => metric, _ => (Value: 0.0, Low: 0.0, High: 0.0));
        foreach (var part in collection.Queries.Chunk(QueriesInAnEvaluation))
        {
            var body = new { queries = part.Select(query => new { query = query.Text, relevant = query.Grades.Select(grade => new { file_id = files[grade.Key], grade = grade.Value }) }) };
            var evaluation = await PostAsync($"/v1/vector_stores/{store}/evaluations", body, cancellationToken);
            var share = (double)part.Length / collection.Queries.Count;
            foreach (var metric in Metrics)
            {
                var (found, sum) = (evaluation.GetProperty("current").GetProperty("metrics").GetProperty(metric), sums[metric]);
                sums[metric] = (sum.Value + (share * found.GetProperty("value").GetDouble()), sum.Low + (share * found.GetProperty("low").GetDouble()), sum.High + (share * found.GetProperty("high").GetDouble()));
            }

            if (evaluation.GetProperty("proposed").ValueKind != JsonValueKind.Null)
            {
                report(evaluation.GetProperty("decision").GetProperty("reason").GetString()!);
            }
        }

        report($"{collection.Queries.Count} queries in {time.GetElapsedTime(started).TotalSeconds:F1} s");
        return sums;
    }

    private async Task<string> UploadAsync((string Id, string Title, string Text) document, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new StringContent($"{document.Title}\n\n{document.Text}"), "file", $"{document.Id}.txt" } };
        using var answer = await client.PostAsync("/v1/files", form, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await client.PostAsJsonAsync(path, body, cancellationToken);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)
            : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }
}
