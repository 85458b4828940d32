using System.Data.Common;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Runs transactions that write. SQLite has one writer at a time and lets the others try again after a while; here they stand in line instead.</summary>
internal sealed class ConversationWriter(IDatabase database) : IDisposable
{
    private readonly SemaphoreSlim? line = database.Backend == "sqlite" ? new SemaphoreSlim(1) : null;

    /// <summary>Does all of the work, or nothing of it.</summary>
    public async Task<T> WriteAsync<T>(TenantId tenant, Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await (line?.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        try
        {
            await using var connection = await database.OpenAsync(tenant, cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var result = await work(connection, transaction);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            line?.Release();
        }
    }

    public void Dispose() => line?.Dispose();
}
