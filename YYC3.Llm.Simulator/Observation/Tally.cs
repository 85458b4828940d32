using System.Collections.Concurrent;

namespace YYC3.Llm.Simulator.Observation;

/// <summary>Exact counts for each dialect, model and credential: the other side of a ledger.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<TallyKey, TallyRow> rows = new();

    /// <summary>All rows, in the order of their keys.</summary>
    public IEnumerable<KeyValuePair<TallyKey, TallyRow>> Rows =>
        rows.OrderBy(row => row.Key.Dialect, StringComparer.Ordinal).ThenBy(row => row.Key.Model, StringComparer.Ordinal).ThenBy(row => row.Key.Credential, StringComparer.Ordinal);

    /// <summary>The row of a key.</summary>
    public TallyRow Of(TallyKey key) => rows.GetOrAdd(key, static _ => new TallyRow());

    /// <summary>Begins anew; calls that still run end in the rows forgotten here.</summary>
    public void Clear() => rows.Clear();
}
