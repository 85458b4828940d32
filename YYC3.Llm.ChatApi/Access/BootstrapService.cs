using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Stores the bootstrap key before the first call comes in.</summary>
internal sealed class BootstrapService(BootstrapKey key, KeyStore store, KeyChanges changes) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await store.EnsureBootstrapAsync(BootstrapKey.Id, key.Hash, key.Redacted, cancellationToken))
        {
            await changes.KeysChangedAsync(TenantId.Default, [BootstrapKey.Id]); // Other instances may still know the old one.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
