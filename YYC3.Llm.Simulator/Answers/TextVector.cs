namespace YYC3.Llm.Simulator.Answers;

/// <summary>A vector made from a text alone: hashed characters and character pairs, of length 1, so that texts which share words are near each other.</summary>
internal static class TextVector
{
    /// <summary>The vector of a text.</summary>
    /// <param name="text">Any text, Chinese and English alike.</param>
    /// <param name="dimensions">How many components, at least 1.</param>
    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        uint previous = ' ';
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            Add(vector, (uint)rune.Value, 0.5f);
            Add(vector, unchecked((previous * 0x110000u) + (uint)rune.Value + 1), 1f);
            previous = (uint)rune.Value;
        }

        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = length = 1;
        }

        for (var index = 0; index < dimensions; index++)
        {
            vector[index] /= length;
        }

        return vector;
    }

    // Half of the features count negatively, so that unrelated texts are near orthogonal.
    private static void Add(float[] vector, uint feature, float weight)
    {
        var hash = unchecked(feature * 0x9E3779B1u);
        hash = unchecked((hash ^ (hash >> 15)) * 0x85EBCA77u);
        hash ^= hash >> 13;
        vector[(hash >> 1) % (uint)vector.Length] += (hash & 1) == 0 ? weight : -weight;
    }
}
