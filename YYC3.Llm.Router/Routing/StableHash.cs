namespace YYC3.Llm.Router.Routing;

/// <summary>Hashes that are the same in every process and version, so that all instances send a conversation to the same deployment.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the text's UTF-16 units, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/).</summary>
    public static ulong Of(ReadOnlySpan<char> text, ulong seed = 14695981039346656037UL)
    {
        foreach (var c in text)
        {
            seed = (seed ^ c) * 1099511628211UL;
        }

        return seed;
    }

    /// <summary>A number in (0, 1) made of two hashes; SplitMix64's finaliser spreads what FNV leaves alike (https://prng.di.unimi.it/splitmix64.c).</summary>
    public static double Unit(ulong a, ulong b)
    {
        var z = (a ^ (b * 0x9E3779B97F4A7C15UL)) + 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        z ^= z >> 31;
        return ((z >> 11) + 0.5) * (1.0 / (1UL << 53));
    }
}
