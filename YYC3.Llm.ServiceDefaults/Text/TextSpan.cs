using System.Runtime.InteropServices;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>A half-open range <c>[Start, End)</c> of UTF-16 units within a text.</summary>
/// <param name="Start">The first unit's index, from 0.</param>
/// <param name="End">The index behind the last unit.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>The number of UTF-16 units covered.</summary>
    public int Length => End - Start;

    /// <summary>The part of <paramref name="text"/> that this span covers.</summary>
    public ReadOnlySpan<char> Of(ReadOnlySpan<char> text) => text[Start..End];
}
