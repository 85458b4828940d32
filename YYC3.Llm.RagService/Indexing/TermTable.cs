using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Numbers the distinct terms of a batch from 0, in the order in which they come. A term that was seen before costs no allocation.</summary>
/// <remarks>
/// Chinese text has two terms a character, so this is where the time of indexing goes: terms of up to four UTF-16 units, as most of them are, are
/// compared as one number. The hash is seeded, as the texts are strangers'.
/// </remarks>
internal sealed class TermTable
{
    private const int Packed = 4;

    private readonly ulong multiplier = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong))) | 1;
    private readonly List<Entry> entries = [];
    private int[] buckets = new int[1024]; // The number plus one; 0 is empty.
    private char[] characters = new char[4096];
    private int written;

    /// <summary>How many distinct terms there are.</summary>
    public int Count => entries.Count;

    /// <summary>A term.</summary>
    public ReadOnlySpan<char> this[int number] => characters.AsSpan(entries[number].Start, entries[number].Length);

    /// <summary>The number of a term, which is new if it is equal to <see cref="Count"/> before the call.</summary>
    public int Number(ReadOnlySpan<char> term)
    {
        var key = KeyOf(term);
        for (var bucket = Bucket(key); ; bucket = (bucket + 1) & (buckets.Length - 1))
        {
            var number = buckets[bucket] - 1;
            if (number < 0)
            {
                return Add(bucket, key, term);
            }

            ref readonly var entry = ref CollectionsMarshal.AsSpan(entries)[number];
            if (entry.Key == key && entry.Length == term.Length && (term.Length <= Packed || term.SequenceEqual(characters.AsSpan(entry.Start, entry.Length))))
            {
                return number;
            }
        }
    }

    private int Add(int bucket, ulong key, ReadOnlySpan<char> term)
    {
        if (written + term.Length > characters.Length)
        {
            Array.Resize(ref characters, Math.Max(2 * characters.Length, written + term.Length));
        }

        term.CopyTo(characters.AsSpan(written));
        entries.Add(new Entry(key, written, term.Length));
        written += term.Length;
        buckets[bucket] = entries.Count;
        if (2 * entries.Count > buckets.Length)
        {
            Grow();
        }

        return entries.Count - 1;
    }

    private void Grow()
    {
        buckets = new int[4 * buckets.Length];
        for (var number = 0; number < entries.Count; number++)
        {
            var bucket = Bucket(entries[number].Key);
            while (buckets[bucket] != 0)
            {
                bucket = (bucket + 1) & (buckets.Length - 1);
            }

            buckets[bucket] = number + 1;
        }
    }

    private int Bucket(ulong key) => (int)((key * multiplier) >> (64 - BitOperations.Log2((uint)buckets.Length)));

    // No term has U+0000, so that a short one's characters, filled up with it, are the term.
    private ulong KeyOf(ReadOnlySpan<char> term)
    {
        if (term.Length > Packed)
        {
            return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(term), (long)multiplier);
        }

        var key = 0UL;
        foreach (var character in term)
        {
            key = (key << 16) | character;
        }

        return key;
    }

    private readonly record struct Entry(ulong Key, int Start, int Length);
}
