namespace YYC3.Llm.Simulator.Scripts;

/// <summary>Randomness by number: the same seed and call number always draw the same, whatever else runs at the time.</summary>
internal static class Chance
{
    /// <summary>64 well-mixed bits (SplitMix64) for a call.</summary>
    public static ulong Bits(int seed, long call)
    {
        var bits = unchecked(((ulong)(uint)seed << 32) + ((ulong)call * 0x9E3779B97F4A7C15UL));
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EBUL);
        return bits ^ (bits >> 31);
    }

    /// <summary>A share from 0 to below 1 for a call.</summary>
    public static double Share(int seed, long call) => (Bits(seed, call) >> 11) * (1.0 / (1UL << 53));
}
