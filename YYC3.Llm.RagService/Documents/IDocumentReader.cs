namespace YYC3.Llm.RagService.Documents;

/// <summary>
/// Reads one document format. Readers are synchronous, because the parsers beneath them are: call them on a worker.
/// They hold at most a page or a (bounded) tree in memory, hand out elements as they find them, look at the token between
/// them, and may throw anything for a bad file: <see cref="DocumentExtractor"/> turns it into <see cref="DocumentUnreadableException"/>.
/// </summary>
internal interface IDocumentReader
{
    /// <summary>The format's name, lower-case, unique.</summary>
    string Name { get; }

    /// <summary>Whether this reader takes a file that looks like this. Readers are asked in the order of their registration.</summary>
    bool CanRead(DocumentSignature signature);

    /// <summary>Reads the document's elements in reading order.</summary>
    /// <param name="input">The file, positioned at its start.</param>
    /// <param name="limits">What to stop at.</param>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken);
}
