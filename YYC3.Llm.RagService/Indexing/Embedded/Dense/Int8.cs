using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>Vectors in a byte for each number: the largest one becomes 127, and a scale for each vector leads back.</summary>
internal static class Int8
{
    private const float Most = 127f;

    /// <summary>Rounds a vector.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="codes">Room for as many bytes.</param>
    /// <returns>The scale: a number is about its code times this.</returns>
    public static float Quantise(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (largest <= 0f)
        {
            codes[..vector.Length].Clear();
            return 0f;
        }

        var factor = Most / largest;
        for (var i = 0; i < vector.Length; i++)
        {
            codes[i] = (sbyte)MathF.Round(vector[i] * factor);
        }

        return largest / Most;
    }

    /// <summary>The dot product of two rounded vectors of the same length, up to 65,536.</summary>
    public static int Dot(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        var (i, sum) = (0, 0);
        if (Avx2.IsSupported && left.Length >= 32)
        {
            var (even, odd) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (; i <= left.Length - 32; i += 32)
            {
                // Pairs of products are added up as they are made: 2 × 127² fits into 16 bits twice over.
                even += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref l, (nuint)i)), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref r, (nuint)i)));
                odd += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref l, (nuint)i + 16)), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref r, (nuint)i + 16)));
            }

            sum = Vector256.Sum(even + odd);
        }
        else if (Vector128.IsHardwareAccelerated && left.Length >= 16)
        {
            var sums = Vector128<int>.Zero;
            for (; i <= left.Length - 16; i += 16)
            {
                var (leftLow, leftHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref l, (nuint)i));
                var (rightLow, rightHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref r, (nuint)i));
                var (lowLow, lowHigh) = Vector128.Widen(leftLow * rightLow);
                var (highLow, highHigh) = Vector128.Widen(leftHigh * rightHigh);
                sums += lowLow + lowHigh + highLow + highHigh;
            }

            sum = Vector128.Sum(sums);
        }

        for (; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
