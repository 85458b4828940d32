using Dapper;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Chunks by their numbers, as a table to join with.</summary>
internal static class ChunkKeys
{
    /// <summary>Adds the numbers to a statement's parameters.</summary>
    /// <param name="database">Where the statement runs.</param>
    /// <param name="keys">The numbers.</param>
    /// <param name="parameters">The statement's parameters.</param>
    /// <returns>A table <c>k (generation, ordinal)</c>. To be joined by <c>cross join</c> and a condition: SQLite then looks each of them up,
    /// where it would else read all chunks of a store for each.</returns>
    public static string Table(IDatabase database, IReadOnlyCollection<(long Generation, int Ordinal)> keys, DynamicParameters parameters)
    {
        if (database.Backend == "postgres")
        {
            parameters.Add("generations", keys.Select(key => key.Generation).ToArray());
            parameters.Add("ordinals", keys.Select(key => (long)key.Ordinal).ToArray());
            return "unnest(@generations, @ordinals) k (generation, ordinal)";
        }

        parameters.Add("keys", "[" + string.Join(',', keys.Select(key => $"[{key.Generation},{key.Ordinal}]")) + "]");
        return "(select json_extract(value, '$[0]') as generation, json_extract(value, '$[1]') as ordinal from json_each(@keys)) k";
    }
}
