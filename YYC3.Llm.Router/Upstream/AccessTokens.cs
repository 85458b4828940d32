using System.Collections.Concurrent;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Router.Upstream;

/// <summary>
/// The short-lived tokens that some providers' keys are changed into: asked for once, kept until they end, renewed by one call at a time.
/// Calls that wait while one of them gets no token share its failure instead of asking one after another. A token that still
/// holds serves on while a newer one cannot be had.
/// </summary>
internal sealed class AccessTokens(ProviderConnections connections, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;

    /// <summary>How long nobody asks again after a renewal failed while the old token still holds.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(string Provider, string Key), Slot> slots = new();

    /// <summary>The token for a key; both null where the key itself is sent.</summary>
    public ValueTask<(AccessToken? Token, Failure? Failure)> GetAsync(Deployment deployment, ProviderKey? key, CancellationToken cancellationToken)
    {
        if (key is null || deployment.Provider.Dialect.TokenExchange(deployment.Provider, key) is not { } exchange)
        {
            return default;
        }

        var slot = slots.GetOrAdd((deployment.Provider.Name, key.Value), static _ => new Slot());
        return Fresh(slot) is { } token
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

    private AccessToken? Fresh(Slot slot) =>
        Volatile.Read(ref slot.Token) is { } token && Math.Max(token.RenewAt.UtcTicks, Volatile.Read(ref slot.PausedUntil)) > time.GetUtcNow().UtcTicks && Holds(token) ? token : null;

    private bool Holds(AccessToken token) => (token.Ends ?? token.RenewAt) > time.GetUtcNow();

    private async ValueTask<(AccessToken? Token, Failure? Failure)> RenewAsync(Slot slot, ITokenExchange exchange, Deployment deployment, ProviderKey key, CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref slot.Refusals);
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            if (Fresh(slot) is { } fresh)
            {
                return (fresh, null);
            }

            if (slot.Refusals != before && slot.Refused is { } shared)
            {
                return (null, shared);
            }

            return await AskAsync(slot, exchange, deployment, key, cancellationToken);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async ValueTask<(AccessToken? Token, Failure? Failure)> AskAsync(Slot slot, ITokenExchange exchange, Deployment deployment, ProviderKey key, CancellationToken cancellationToken)
    {
        using var request = exchange.Request(deployment.Provider, key);
        if (request is null)
        {
            var made = exchange.Make(key, time.GetUtcNow());
            Volatile.Write(ref slot.Token, made);
            return (made, null);
        }

        var old = Volatile.Read(ref slot.Token);
        AccessToken? token;
        Failure? failure;
        try
        {
            using var answer = await connections.For(deployment).SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(LongestAnswer, cancellationToken);
            token = exchange.Read((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken), time.GetUtcNow(), out failure);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            token = null;
            failure = Failure.OfProvider(502, "The provider cannot be asked for an access token: it cannot be reached, or broke off.", "provider_token_failed");
        }

        if (token is null && old is not null && Holds(old))
        {
            Volatile.Write(ref slot.PausedUntil, (time.GetUtcNow() + RenewalPause).UtcTicks);
            return (old, null);
        }

        Volatile.Write(ref slot.Token, token);
        if (token is null)
        {
            slot.Refused = failure;
            Volatile.Write(ref slot.Refusals, slot.Refusals + 1);
        }

        return (token, failure);
    }

    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1);
        public AccessToken? Token;

        /// <summary>Until when a failed renewal is not repeated, in ticks of universal time.</summary>
        public long PausedUntil;

        /// <summary>How often no token was given, and why the last time; written under the gate.</summary>
        public int Refusals;
        public Failure? Refused;
    }
}
