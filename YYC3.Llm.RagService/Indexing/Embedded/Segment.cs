using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>
/// An immutable run of documents and their postings, used as the bytes that it is stored as: nothing is parsed when it is loaded.
/// </summary>
/// <remarks>
/// Layout, little-endian: a header of eight 32-bit numbers (magic, documents D, generations G, terms T, bytes of terms, bytes of postings,
/// sum of lengths, 0); generations (G × int64); per document its generation's index, ordinal and length (3 × D × int32);
/// term starts ((T + 1) × int32), postings starts ((T + 1) × int32); the terms, UTF-8 in byte order; the postings.
/// A term's postings: per document the distance to the one before, times two, plus one when the term occurs once there; else the frequency follows.
/// All but the terms' bytes are varints.
/// </remarks>
internal sealed class Segment
{
    /// <summary>The first four bytes: the format and its version.</summary>
    public const uint Magic = 0x3147_5359;

    /// <summary>The header's length in bytes.</summary>
    public const int HeaderLength = 8 * sizeof(int);

    private readonly byte[] data;
    private readonly int generationsAt;
    private readonly int documentsAt;
    private readonly int termStartsAt;
    private readonly int postingStartsAt;
    private readonly int termsAt;
    private readonly int postingsAt;

    /// <param name="data">The stored bytes.</param>
    /// <exception cref="InvalidDataException">They are no segment.</exception>
    public Segment(byte[] data)
    {
        this.data = data;
        if (data.Length < HeaderLength || Header(0) != unchecked((int)Magic))
        {
            throw new InvalidDataException("This is no index segment of this version.");
        }

        DocumentCount = Header(1);
        GenerationCount = Header(2);
        TermCount = Header(3);
        TotalLength = (uint)Header(6);
        generationsAt = HeaderLength;
        documentsAt = generationsAt + (GenerationCount * sizeof(long));
        termStartsAt = documentsAt + (3 * DocumentCount * sizeof(int));
        postingStartsAt = termStartsAt + ((TermCount + 1) * sizeof(int));
        termsAt = postingStartsAt + ((TermCount + 1) * sizeof(int));
        postingsAt = termsAt + Header(4);
        if (postingsAt + Header(5) != data.Length)
        {
            throw new InvalidDataException("This index segment is cut off.");
        }
    }

    /// <summary>How many documents it holds, removed ones counted.</summary>
    public int DocumentCount { get; }

    /// <summary>How many generations they belong to.</summary>
    public int GenerationCount { get; }

    /// <summary>How many different terms they have.</summary>
    public int TermCount { get; }

    /// <summary>The sum of their lengths in terms.</summary>
    public long TotalLength { get; }

    /// <summary>Its size in bytes.</summary>
    public int Size => data.Length;

    /// <summary>The generations.</summary>
    public ReadOnlySpan<long> Generations => MemoryMarshal.Cast<byte, long>(data.AsSpan(generationsAt, GenerationCount * sizeof(long)));

    /// <summary>Each document's index in <see cref="Generations"/>.</summary>
    public ReadOnlySpan<int> DocumentGenerations => Ints(documentsAt, DocumentCount);

    /// <summary>Each document's number within its generation.</summary>
    public ReadOnlySpan<int> Ordinals => Ints(documentsAt + (DocumentCount * sizeof(int)), DocumentCount);

    /// <summary>Each document's length in terms.</summary>
    public ReadOnlySpan<int> Lengths => Ints(documentsAt + (2 * DocumentCount * sizeof(int)), DocumentCount);

    /// <summary>The term with a number, in byte order.</summary>
    public ReadOnlySpan<byte> Term(int number)
    {
        var starts = Ints(termStartsAt, TermCount + 1);
        return data.AsSpan(termsAt + starts[number], starts[number + 1] - starts[number]);
    }

    /// <summary>The postings of the term with a number.</summary>
    public ReadOnlySpan<byte> Postings(int number)
    {
        var starts = Ints(postingStartsAt, TermCount + 1);
        return data.AsSpan(postingsAt + starts[number], starts[number + 1] - starts[number]);
    }

    /// <summary>The number of a term; negative when no document has it.</summary>
    public int Find(ReadOnlySpan<byte> term)
    {
        var low = 0;
        var high = TermCount - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = Term(middle).SequenceCompareTo(term);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    private int Header(int field) => BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(field * sizeof(int)));

    // The processors that .NET runs on are little-endian, but for s390x, for which no build exists here.
    private ReadOnlySpan<int> Ints(int at, int count) => MemoryMarshal.Cast<byte, int>(data.AsSpan(at, count * sizeof(int)));
}
