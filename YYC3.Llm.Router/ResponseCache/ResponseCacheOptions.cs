namespace YYC3.Llm.Router.ResponseCache;

/// <summary>Settings of the response cache, from the section <c>ResponseCache</c>.</summary>
internal sealed class ResponseCacheOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "ResponseCache";

    /// <summary>Whether calls are answered from the cache that do not say so themselves (header <c>x-yyc3-cache</c>). Default: no.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long an answer is good for when the call does not say (<c>x-yyc3-cache-ttl</c>): 1 s to 7 days, default 1 hour.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Largest answer kept, in bytes: 1 KiB to 64 MiB, default 1 MiB.</summary>
    public int LargestAnswer { get; set; } = 1024 * 1024;

    /// <summary>What this instance keeps in its own memory, in bytes: 0 to 4 GiB, default 64 MiB. The shared cache keeps the rest.</summary>
    public long MemoryBytes { get; set; } = 64 * 1024 * 1024;
}
