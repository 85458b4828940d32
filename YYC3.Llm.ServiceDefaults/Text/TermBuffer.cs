namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>One word under construction in a caller's buffer; what does not fit is cut off.</summary>
/// <param name="buffer">The memory to write into.</param>
internal ref struct TermBuffer(Span<char> buffer)
{
    private readonly Span<char> buffer = buffer;
    private int length;
    private int capitals;
    private int letters;

    /// <summary>The characters as they were appended, until <see cref="Fold"/> makes them lower-case.</summary>
    public readonly ReadOnlySpan<char> Raw => buffer[..length];

    /// <summary>Whether the word is two or more capitals and nothing else.</summary>
    public readonly bool IsAcronym => length > 1 && capitals == length;

    /// <summary>Adds one folded character.</summary>
    public void Append(char c)
    {
        if (length == buffer.Length)
        {
            return;
        }

        buffer[length++] = c;
        capitals += char.IsAsciiLetterUpper(c) ? 1 : 0;
        letters += char.IsAsciiLetter(c) ? 1 : 0;
    }

    /// <summary>Adds characters.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            Append(c);
        }
    }

    /// <summary>Makes the word lower-case in place.</summary>
    public readonly ReadOnlySpan<char> Fold()
    {
        foreach (ref var c in buffer[..length])
        {
            c = char.ToLowerInvariant(c);
        }

        return buffer[..length];
    }

    /// <summary>Takes the ending off an English word in place; any other word stays.</summary>
    public readonly ReadOnlySpan<char> Stem() =>
        letters == length ? buffer[..PorterStemmer.Stem(buffer[..length])] : buffer[..length];

    /// <summary>Starts a new word in the same memory.</summary>
    public void Clear() => (length, capitals, letters) = (0, 0, 0);
}
