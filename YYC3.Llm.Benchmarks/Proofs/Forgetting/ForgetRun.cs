using System.Text;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Knowledge;

namespace YYC3.Llm.Benchmarks.Proofs.Forgetting;

/// <summary>One vector store, files that come and go, and a RagService process that is killed a random moment after each change.</summary>
internal sealed class ForgetRun(int kills, int seed, TimeProvider time)
{
    private const int Sentences = 1500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(400);

    private readonly Random random = new(seed);
    private readonly List<string> faults = [];

    public async Task<ForgetOutcome> RunAsync(CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-proof-");
        var service = await KnowledgeService.StartAsync(directory, time, cancellationToken);
        var client = KnowledgeService.Client(service, Patience);
        var (reading, deleting, kept, receipts) = (0, 0, 0, 0);
        try
        {
            var store = (await PostAsync(client, "/v1/vector_stores", new { name = "proof" }, cancellationToken)).GetProperty("id").GetString()!;
            var files = new Dictionary<string, string>(StringComparer.Ordinal); // Each with the word that only it has.
            for (var kill = 0; kill < kills; kill++)
            {
                // Add, and every other time delete what was added before; either may be read at the kill.
                string? receipt = null;
                var word = $"word{seed}x{kill}q";
                var id = await UploadAsync(client, word, cancellationToken);
                if (kill % 2 == 1 && files.Count > 0)
                {
                    var gone = files.Keys.ElementAt(random.Next(files.Count));
                    using var answer = await client.DeleteAsync($"/v1/files/{gone}", cancellationToken);
                    receipt = answer.EnsureSuccessStatusCode().Headers.GetValues("x-yyc3-deletion").Single();
                    files.Remove(gone);
                    deleting++;
                }

                await PostAsync(client, $"/v1/vector_stores/{store}/files", new { file_id = id }, cancellationToken);
                files[id] = word;
                reading++;
                await Task.Delay(Longest * random.NextDouble(), time, cancellationToken);
                await service.KillAsync();
                client.Dispose();

                service = await KnowledgeService.StartAsync(directory, time, cancellationToken);
                client = KnowledgeService.Client(service, Patience);
                await SettleAsync(client, store, receipt, cancellationToken);
                receipts += receipt is not null && await IsNothingAsync(client, receipt, cancellationToken) ? 1 : 0;
                kept = await CheckAsync(client, store, files, cancellationToken);
            }

            return new ForgetOutcome(kills, reading, deleting, kept, receipts, faults);
        }
        finally
        {
            client.Dispose();
            await service.StopAsync();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<string> UploadAsync(HttpClient client, string word, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Sentences; i++)
        {
            text.Append($"Sentence {i} of the file about {(i == Sentences / 2 ? word : "pumps")} and lamps.\n\n");
        }

        using var form = new MultipartFormDataContent { { new StringContent("assistants"), "purpose" }, { new StringContent(text.ToString()), "file", word + ".txt" } };
        using var answer = await client.PostAsync("/v1/files", form, cancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await client.PostAsJsonAsync(path, body, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    // Until nothing is read any more, and the deletion is done with.
    private async Task SettleAsync(HttpClient client, string store, string? receipt, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var reading = (await client.GetFromJsonAsync<JsonElement>($"/v1/vector_stores/{store}", cancellationToken)).GetProperty("file_counts").GetProperty("in_progress").GetInt32();
            var isDone = receipt is null || (await client.GetFromJsonAsync<JsonElement>($"/v1/deletions/{receipt}", cancellationToken)).GetProperty("status").GetString() == "completed";
            if (reading == 0 && isDone)
            {
                return;
            }

            if (time.GetElapsedTime(started) > Patience)
            {
                faults.Add($"after {Patience.TotalSeconds} s: {reading} files in progress, deletion {(isDone ? "done" : "not done")}");
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private async Task<bool> IsNothingAsync(HttpClient client, string receipt, CancellationToken cancellationToken)
    {
        var left = (await client.GetFromJsonAsync<JsonElement>($"/v1/deletions/{receipt}", cancellationToken)).GetProperty("left");
        if (left.EnumerateObject().All(count => count.Value.GetInt64() == 0))
        {
            return true;
        }

        faults.Add($"{receipt}: {left}");
        return false;
    }

    // Of each file that stays, its own word in one passage; of those that went, none.
    private async Task<int> CheckAsync(HttpClient client, string store, Dictionary<string, string> files, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var (id, word) in files)
        {
            var found = (await PostAsync(client, $"/v1/vector_stores/{store}/search", new { query = word, max_num_results = 20 }, cancellationToken)).GetProperty("data").EnumerateArray()
                .Where(result => result.GetProperty("content")[0].GetProperty("text").GetString()!.Contains(word, StringComparison.Ordinal)).ToList();
            if (found.Count == 1 && found[0].GetProperty("file_id").GetString() == id)
            {
                kept++;
            }
            else
            {
                faults.Add($"{id}: {found.Count} passages have its word");
            }
        }

        var all = (await PostAsync(client, $"/v1/vector_stores/{store}/search", new { query = "pumps lamps", max_num_results = 50 }, cancellationToken)).GetProperty("data").EnumerateArray();
        faults.AddRange(all.Select(result => result.GetProperty("file_id").GetString()!).Where(id => !files.ContainsKey(id)).Distinct(StringComparer.Ordinal).Select(id => $"{id}: deleted, and found"));
        return kept;
    }
}
