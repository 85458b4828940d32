using System.Text.Json;
using Dapper;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>What evaluations found. Nothing of the queries is kept.</summary>
internal sealed class EvaluationStore(IDatabase database, TimeProvider time)
{
    /// <summary>Keeps a report, and takes its settings over where they are to be applied.</summary>
    public async Task AddAsync(TenantId tenant, EvaluationObject report, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (report.Decision.Applied)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update vector_stores set embedding_weight = @weight where tenant = @tenant and id = @VectorStoreId",
                new { weight = report.Proposed!.Settings.EmbeddingWeight, tenant = tenant.Value, report.VectorStoreId },
                transaction,
                cancellationToken: cancellationToken));
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "insert into evaluations (id, tenant, store_id, created_at, report) select @Id, @tenant, @VectorStoreId, @now, @report where exists (select 1 from vector_stores where tenant = @tenant and id = @VectorStoreId)",
            new { report.Id, tenant = tenant.Value, report.VectorStoreId, now = time.GetUtcNow().ToMicroseconds(), report = JsonSerializer.Serialize(report, RagJson.Wire.EvaluationObject) },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A report; null when the store has none of that id.</summary>
    public async Task<JsonElement?> FindAsync(TenantId tenant, string storeId, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var report = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select report from evaluations where tenant = @tenant and store_id = @storeId and id = @id", new { tenant = tenant.Value, storeId, id }, cancellationToken: cancellationToken));
        return report is null ? null : Parse(report);
    }

    /// <summary>A page of a store's reports.</summary>
    public async Task<(List<JsonElement> Reports, bool HasMore)> ListAsync(TenantId tenant, string storeId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var (reports, more) = await Keyset.ReadAsync<string>(
            connection,
            page,
            "select report from evaluations where tenant = @tenant and store_id = @storeId",
            "created_at",
            "id",
            new DynamicParameters(new { tenant = tenant.Value, storeId }),
            id => connection.QuerySingleOrDefaultAsync<long?>("select created_at from evaluations where tenant = @tenant and store_id = @storeId and id = @id", new { tenant = tenant.Value, storeId, id }),
            cancellationToken);
        return (reports.ConvertAll(Parse), more);
    }

    /// <summary>Removes the reports of a deleted store.</summary>
    public async Task DropAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from evaluations where tenant = @tenant and store_id = @storeId", new { tenant = tenant.Value, storeId }, cancellationToken: cancellationToken));
    }

    private static JsonElement Parse(string report) => JsonSerializer.Deserialize(report, RagJson.Wire.JsonElement);
}
