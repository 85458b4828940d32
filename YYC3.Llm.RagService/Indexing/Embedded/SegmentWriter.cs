using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Lays a segment out: documents first, then the terms in byte order, each with its postings in document order.</summary>
internal sealed class SegmentWriter
{
    private readonly List<long> generations = [];
    private readonly Dictionary<long, int> generationIndexes = [];
    private readonly List<int> documentGenerations = [];
    private readonly List<int> ordinals = [];
    private readonly List<int> lengths = [];
    private readonly List<int> termStarts = [0];
    private readonly List<int> postingStarts = [0];
    private readonly ArrayBufferWriter<byte> terms = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> postings = new(256 * 1024);
    private int previous = -1;

    /// <summary>How many documents were added.</summary>
    public int DocumentCount => ordinals.Count;

    /// <summary>Adds a generation if it is new; returns its index.</summary>
    public int AddGeneration(long generation)
    {
        if (!generationIndexes.TryGetValue(generation, out var index))
        {
            index = generations.Count;
            generations.Add(generation);
            generationIndexes.Add(generation, index);
        }

        return index;
    }

    /// <summary>Adds a document; returns its number.</summary>
    public int AddDocument(int generation, int ordinal, int length)
    {
        documentGenerations.Add(generation);
        ordinals.Add(ordinal);
        lengths.Add(length);
        return ordinals.Count - 1;
    }

    /// <summary>Adds to the current term's postings; documents come in ascending order.</summary>
    public void AddPosting(int document, int frequency)
    {
        var distance = (uint)(document - previous) << 1;
        previous = document;
        if (frequency == 1)
        {
            Varint.Write(postings, distance | 1);
            return;
        }

        Varint.Write(postings, distance);
        Varint.Write(postings, (uint)frequency);
    }

    /// <summary>Ends the current term; one without postings is left out. Terms come in byte order.</summary>
    public void EndTerm(ReadOnlySpan<byte> term)
    {
        if (previous >= 0)
        {
            terms.Write(term);
            termStarts.Add(terms.WrittenCount);
            postingStarts.Add(postings.WrittenCount);
            previous = -1;
        }
    }

    /// <summary>The segment's bytes.</summary>
    public byte[] ToArray()
    {
        var size = Segment.HeaderLength + (generations.Count * sizeof(long))
            + (sizeof(int) * ((3 * ordinals.Count) + (2 * termStarts.Count))) + terms.WrittenCount + postings.WrittenCount;
        var data = new byte[size];
        ReadOnlySpan<int> header =
        [
            unchecked((int)Segment.Magic), ordinals.Count, generations.Count, termStarts.Count - 1, terms.WrittenCount, postings.WrittenCount, (int)lengths.Sum(length => (long)length), 0,
        ];
        var rest = data.AsSpan();
        foreach (var field in header)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, field);
            rest = rest[sizeof(int)..];
        }

        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(generations)), ref rest);
        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(documentGenerations)), ref rest);
        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(ordinals)), ref rest);
        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(lengths)), ref rest);
        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(termStarts)), ref rest);
        Put(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(postingStarts)), ref rest);
        Put(terms.WrittenSpan, ref rest);
        Put(postings.WrittenSpan, ref rest);
        return data;
    }

    private static void Put(ReadOnlySpan<byte> part, ref Span<byte> rest)
    {
        part.CopyTo(rest);
        rest = rest[part.Length..];
    }
}
