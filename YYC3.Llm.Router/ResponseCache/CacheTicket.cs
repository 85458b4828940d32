namespace YYC3.Llm.Router.ResponseCache;

/// <summary>What the cache has to do with one call: a note from its way in to its end.</summary>
/// <param name="Key">The answer's name.</param>
/// <param name="Wish">What the call wants.</param>
/// <param name="Versions">The versions of its scopes when it came in: an answer that was made invalid while it was on its way is not kept.</param>
/// <param name="Recorder">Collects the answer; null when it is not to be kept.</param>
internal sealed record CacheTicket(string Key, CacheWish Wish, IReadOnlyDictionary<string, long> Versions, AnswerCollector? Recorder);
