using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>An immutable run of rounded vectors of one generation, used as the bytes that it is stored as.</summary>
/// <remarks>Layout, little-endian: a header of four 32-bit numbers (magic, vectors V, dimensions D, 0); each vector's chunk (V × int32) and scale
/// (V × float32); the codes (V × D × int8).</remarks>
internal sealed class DenseSegment
{
    private const uint Magic = 0x3144_5359;
    private const int HeaderLength = 4 * sizeof(int);

    private readonly byte[] data;

    /// <param name="generation">Whose vectors they are.</param>
    /// <param name="data">The stored bytes.</param>
    /// <exception cref="InvalidDataException">They are no segment.</exception>
    public DenseSegment(long generation, byte[] data)
    {
        Generation = generation;
        this.data = data;
        if (data.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(data) != Magic)
        {
            throw new InvalidDataException("This is no segment of vectors of this version.");
        }

        Count = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(4));
        Dimensions = BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(8));
        if (HeaderLength + ((long)Count * (8 + Dimensions)) != data.Length)
        {
            throw new InvalidDataException("This segment of vectors is cut off.");
        }
    }

    /// <summary>Whose vectors they are.</summary>
    public long Generation { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>How long each is.</summary>
    public int Dimensions { get; }

    /// <summary>Its size in bytes.</summary>
    public int Size => data.Length;

    /// <summary>Each vector's chunk.</summary>
    public ReadOnlySpan<int> Ordinals => MemoryMarshal.Cast<byte, int>(data.AsSpan(HeaderLength, Count * sizeof(int)));

    /// <summary>What leads from each vector's codes back to its numbers.</summary>
    public ReadOnlySpan<float> Scales => MemoryMarshal.Cast<byte, float>(data.AsSpan(HeaderLength + (Count * sizeof(int)), Count * sizeof(float)));

    /// <summary>The vectors, one after the other.</summary>
    public ReadOnlySpan<sbyte> Codes => MemoryMarshal.Cast<byte, sbyte>(data.AsSpan(HeaderLength + (2 * Count * sizeof(int))));

    /// <summary>Lays a segment out.</summary>
    /// <exception cref="InvalidDataException">The vectors are not of one length.</exception>
    public static byte[] Build(IReadOnlyList<IndexedVector> vectors)
    {
        var dimensions = vectors[0].Vector.Length;
        var data = new byte[HeaderLength + (vectors.Count * (8 + dimensions))];
        BinaryPrimitives.WriteUInt32LittleEndian(data, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), vectors.Count);
        BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(8), dimensions);
        var ordinals = MemoryMarshal.Cast<byte, int>(data.AsSpan(HeaderLength, vectors.Count * sizeof(int)));
        var scales = MemoryMarshal.Cast<byte, float>(data.AsSpan(HeaderLength + (vectors.Count * sizeof(int)), vectors.Count * sizeof(float)));
        var codes = MemoryMarshal.Cast<byte, sbyte>(data.AsSpan(HeaderLength + (2 * vectors.Count * sizeof(int))));
        for (var i = 0; i < vectors.Count; i++)
        {
            if (vectors[i].Vector.Length != dimensions)
            {
                throw new InvalidDataException("The vectors of a batch have different lengths.");
            }

            ordinals[i] = vectors[i].Ordinal;
            scales[i] = Int8.Quantise(vectors[i].Vector.Span, codes.Slice(i * dimensions, dimensions));
        }

        return data;
    }
}
