using System.Text.Json;
using YYC3.Llm.Simulator.Observation;

namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>Both books, by the provider's name of the model.</summary>
internal static class Books
{
    /// <summary>The simulator's.</summary>
    public static Dictionary<string, Count> OfSimulator(Tally tally) => tally.Rows.ToDictionary(
        row => row.Key.Model,
        row =>
        {
            var counts = row.Value.Counts.ToDictionary(count => count.Name, count => count.Value, StringComparer.Ordinal);
            return new Count(counts["received"], counts["answered"], counts["prompt_tokens"], counts["completion_tokens"], counts["answered_without_usage"]);
        },
        StringComparer.Ordinal);

    /// <summary>The ledger's, record by record, and what its own sums say of the same.</summary>
    /// <returns>The counts, and what is wrong between records and sums: null for nothing.</returns>
    public static async Task<(Dictionary<string, Count> Counts, string? Wrong)> OfLedgerAsync(HttpClient router, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
        decimal cost = 0;
        long records = 0;
        string? wrong = null;
        for (string? next = ""; next is not null;)
        {
            var page = await router.GetFromJsonAsync<JsonElement>($"/admin/usage?limit=1000{(next.Length > 0 ? $"&after={Uri.EscapeDataString(next)}" : "")}", cancellationToken);
            foreach (var record in page.GetProperty("data").EnumerateArray())
            {
                records++;
                cost += record.GetProperty("cost").GetDecimal();
                var usage = record.GetProperty("usage");
                var estimated = record.GetProperty("estimated").GetBoolean();
                var whole = record.GetProperty("end").GetString() == "completed";
                var (input, output) = (usage.GetProperty("input_uncached").GetInt64(), usage.GetProperty("output").GetInt64());
                var price = (input + output) * 0.0001m;
                wrong ??= record.GetProperty("cost").GetDecimal() == price ? null : $"record {record.GetProperty("id").GetString()} costs {record.GetProperty("cost").GetDecimal()}, not {price}";
                var name = record.GetProperty("deployment").GetString()!.Split('/', 2)[1];
                var before = counts.GetValueOrDefault(name) ?? new Count(0, 0, 0, 0, 0);
                counts[name] = new Count(
                    before.Attempts + 1,
                    before.Answered + (whole ? 1 : 0),
                    before.Prompt + (estimated ? 0 : input),
                    before.Completion + (estimated ? 0 : output),
                    before.Unreported + (estimated && whole ? 1 : 0));
            }

            next = page.GetProperty("next").GetString();
        }

        var sums = (await router.GetFromJsonAsync<JsonElement>("/admin/usage?group_by=deployment", cancellationToken)).GetProperty("data").EnumerateArray().ToList();
        var (summed, amount) = (sums.Sum(sum => sum.GetProperty("requests").GetInt64()), sums.Sum(sum => sum.GetProperty("cost").ValueKind == JsonValueKind.Number ? sum.GetProperty("cost").GetDecimal() : 0));
        return (counts, wrong ?? (summed != records ? $"the sums count {summed} attempts, the records are {records}" : amount != cost ? $"the sums cost {amount}, the records {cost}" : null));
    }
}
