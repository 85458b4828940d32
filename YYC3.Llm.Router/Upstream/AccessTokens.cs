using System.Collections.Concurrent;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Router.Upstream;

/// <summary>The short-lived tokens that some providers' keys are changed into: asked for once, kept until they end, renewed by one call at a time.</summary>
internal sealed class AccessTokens(ProviderConnections connections, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;

    private readonly ConcurrentDictionary<(string Provider, string Key), Slot> slots = new();

    /// <summary>The token for a key; both null where the key itself is sent.</summary>
    public ValueTask<(AccessToken? Token, Failure? Failure)> GetAsync(Deployment deployment, ProviderKey? key, CancellationToken cancellationToken)
    {
        if (key is null || deployment.Provider.Dialect.TokenExchange(deployment.Provider, key) is not { } exchange)
        {
            return default;
        }

        var slot = slots.GetOrAdd((deployment.Provider.Name, key.Value), static _ => new Slot());
        return slot.Token is { } token && token.RenewAt > time.GetUtcNow()
            ? ValueTask.FromResult<(AccessToken?, Failure?)>((token, null))
            : RenewAsync(slot, exchange, deployment, key, cancellationToken);
    }

    /// <summary>Forgets a token that the provider no longer takes, unless another call has renewed it already.</summary>
    public void Forget(Provider provider, ProviderKey key, AccessToken refused)
    {
        if (slots.TryGetValue((provider.Name, key.Value), out var slot))
        {
            Interlocked.CompareExchange(ref slot.Token, null, refused);
        }
    }

    /// <summary>The token in hand, if any.</summary>
    public AccessToken? Current(Provider provider, ProviderKey key) => slots.TryGetValue((provider.Name, key.Value), out var slot) ? slot.Token : null;

    private async ValueTask<(AccessToken? Token, Failure? Failure)> RenewAsync(Slot slot, ITokenExchange exchange, Deployment deployment, ProviderKey key, CancellationToken cancellationToken)
    {
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (slot.Token is { } fresh && fresh.RenewAt > time.GetUtcNow())
            {
                return (fresh, null);
            }

            using var request = exchange.Request(deployment.Provider, key);
            if (request is null)
            {
                slot.Token = exchange.Make(key, time.GetUtcNow());
                return (slot.Token, null);
            }

            using var answer = await connections.For(deployment).SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
            var token = exchange.Read((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), time.GetUtcNow(), out var failure);
            slot.Token = token;
            return (token, failure);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1);
        public AccessToken? Token;
    }
}
