using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Reads what searches see of a store. Views are kept until the store's version rises; the version is asked for with every search.</summary>
internal sealed class ViewStore(IDatabase database)
{
    private const int MaxViews = 256;

    private readonly ConcurrentDictionary<string, StoreView> views = new(StringComparer.Ordinal);

    /// <summary>The store's row as a search needs it; null when the project has no such store.</summary>
    public async Task<StoreHead?> FindAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<StoreHead>(new CommandDefinition(
            "select version as Version, last_active_at as LastActiveAt, expires_after_days as ExpiresAfterDays, space as Space, embedding_weight as EmbeddingWeight from vector_stores where tenant = @tenant and id = @storeId",
            new { tenant = tenant.Value, storeId },
            cancellationToken: cancellationToken));
    }

    /// <summary>The store's view.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="storeId">The store, which the project has.</param>
    /// <param name="version">Its version, as just read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StoreView> ReadAsync(TenantId tenant, string storeId, long version, CancellationToken cancellationToken)
    {
        if (views.TryGetValue(storeId, out var known) && known.Version == version)
        {
            return known;
        }

        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = (await connection.QueryAsync<(long Version, long? Generation, string? FileId, string? Filename, string? Attributes, long? Chunks, long? Terms, long Embedded)>(new CommandDefinition(
            """
            select vs.version, f.generation, f.file_id, files.filename, f.attributes, f.chunk_count, f.term_count, case when e.generation is null then 0 else 1 end
            from vector_stores vs
            left join vector_store_files f on f.tenant = vs.tenant and f.store_id = vs.id and f.generation <> 0
            left join files on files.tenant = f.tenant and files.id = f.file_id
            left join embedded_generations e on e.tenant = f.tenant and e.generation = f.generation and e.space = vs.space
            where vs.tenant = @tenant and vs.id = @storeId
            """,
            new { tenant = tenant.Value, storeId },
            cancellationToken: cancellationToken))).AsList();
        var files = rows.Where(row => row.FileId is not null).ToDictionary(row => row.Generation!.Value, row => File(row.FileId!, row.Filename ?? "", row.Attributes!, row.Chunks!.Value, row.Terms!.Value, row.Embedded == 1));
        var view = new StoreView(rows.Count > 0 ? rows[0].Version : version, files);
        if (views.Count >= MaxViews)
        {
            views.Clear();
        }

        return views[storeId] = view;
    }

    private static ViewFile File(string id, string name, string attributes, long chunks, long terms, bool isEmbedded)
    {
        var element = JsonSerializer.Deserialize(attributes, RagJson.Wire.JsonElement);
        var pairs = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var pair in element.EnumerateObject())
        {
            pairs[pair.Name] = pair.Value;
        }

        return new ViewFile(id, name, element, pairs, chunks, terms, isEmbedded);
    }
}
