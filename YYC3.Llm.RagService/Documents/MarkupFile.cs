namespace YYC3.Llm.RagService.Documents;

/// <summary>Loads a markup file that is parsed as a whole.</summary>
internal static class MarkupFile
{
    /// <summary>The file's text in whatever encoding it has.</summary>
    /// <exception cref="DocumentUnreadableException">It is larger than <see cref="DocumentLimits.MaxMarkupBytes"/>, or no text.</exception>
    public static string ReadText(DocumentInput input, DocumentLimits limits, string format)
    {
        RefuseTooLarge(input, limits, format);
        using var reader = new StreamReader(
            input.Content, TextEncodings.Detect(input.Content), detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
        return reader.ReadToEnd();
    }

    /// <summary>Refuses a file whose tree would take too much memory.</summary>
    public static void RefuseTooLarge(DocumentInput input, DocumentLimits limits, string format)
    {
        if (input.Content.Length > limits.MaxMarkupBytes)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile,
                $"{format} files may have {limits.MaxMarkupBytes / (1024 * 1024.0):0.#} MiB at most; this one has {input.Content.Length / (1024 * 1024.0):0.#}. Split it.");
        }
    }
}
