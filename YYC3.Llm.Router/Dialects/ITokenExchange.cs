using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Dialects;

/// <summary>How a dialect's keys are changed into the short-lived tokens that its calls carry. Pure; <c>Upstream/AccessTokens</c> asks, keeps and renews.</summary>
internal interface ITokenExchange
{
    /// <summary>The request that asks for a token; null when the token is made here, by <see cref="Make"/>.</summary>
    HttpRequestMessage? Request(Provider provider, ProviderKey key);

    /// <summary>Makes a token of the key alone, for dialects that sign.</summary>
    /// <param name="key">The key.</param>
    /// <param name="now">The time.</param>
    AccessToken Make(ProviderKey key, DateTimeOffset now);

    /// <summary>Reads the answer to <see cref="Request"/>.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer.</param>
    /// <param name="now">The time.</param>
    /// <param name="failure">Why there is no token.</param>
    AccessToken? Read(int status, ReadOnlySpan<byte> body, DateTimeOffset now, out Failure? failure);
}
