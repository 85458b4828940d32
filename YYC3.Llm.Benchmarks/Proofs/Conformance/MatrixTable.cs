using System.Text;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>The matrix in Markdown: cases down, dialects across, plain and streamed in each field; below it what is wrong with each wrong one.</summary>
internal static class MatrixTable
{
    /// <summary>Writes it.</summary>
    /// <param name="results">Each cell, and what is wrong with it.</param>
    /// <param name="missing">Dialects that could not be tried, and why.</param>
    public static string Write(IReadOnlyList<(Cell Cell, string? Fault)> results, IReadOnlyList<(string Dialect, string Why)> missing)
    {
        var dialects = results.Select(result => result.Cell.Dialect.Name).Distinct(StringComparer.Ordinal).ToList();
        var table = new StringBuilder("| case, plain/stream | ").AppendJoin(" | ", dialects).Append(" |\n|---|").AppendJoin("", dialects.Select(_ => ":-:|")).Append('\n');
        foreach (var row in results.GroupBy(result => result.Cell.Case))
        {
            table.Append("| ").Append(row.Key).Append(" |");
            foreach (var dialect in dialects)
            {
                var field = row.Where(result => result.Cell.Dialect.Name == dialect).OrderBy(result => result.Cell.Stream).Select(result => result.Fault is null ? "✓" : "✗").ToList();
                table.Append(' ').Append(field.Count == 0 ? "–" : string.Join('/', field)).Append(" |");
            }

            table.Append('\n');
        }

        foreach (var (dialect, why) in missing)
        {
            table.Append("\n- **").Append(dialect).Append("**: ").Append(why);
        }

        foreach (var (cell, fault) in results.Where(result => result.Fault is not null))
        {
            table.Append("\n- **").Append(cell).Append("**: ").Append(fault!.ReplaceLineEndings(" "));
        }

        var wrong = results.Count(result => result.Fault is not null);
        return table.Append($"\n\n{results.Count} cells, {wrong} wrong").Append(missing.Count > 0 ? $"; {missing.Count} dialects not tried\n" : "\n").ToString();
    }
}
