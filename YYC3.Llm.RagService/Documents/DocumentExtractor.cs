using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.RagService.Documents;

/// <summary>
/// Reads any supported file as a stream of blocks: chooses the reader, gives every block its place in the extracted text and
/// below its headings, keeps the limits, and says in one exception type why a file cannot be read.
/// </summary>
/// <param name="readers">The formats, in the order in which they are asked.</param>
/// <param name="limits">What to stop at.</param>
/// <param name="time">Measures <see cref="DocumentLimits.MaxDuration"/>.</param>
internal sealed class DocumentExtractor(IEnumerable<IDocumentReader> readers, IOptions<DocumentLimits> limits, TimeProvider time)
{
    /// <summary>The longest block in UTF-16 units; a longer element becomes several blocks with nothing between them.</summary>
    public const int MaxBlockLength = 16 * 1024;

    private readonly IDocumentReader[] readers = [.. readers];

    /// <summary>Reads a file's blocks in reading order, as they are asked for.</summary>
    /// <param name="input">The file.</param>
    /// <param name="cancellationToken">Ends the reading with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DocumentUnreadableException">The file cannot be read, or no further.</exception>
    public IEnumerable<DocumentBlock> Extract(DocumentInput input, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limits.Value.MaxDuration, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var reader = Guard(() => Choose(input), cancellationToken);
        using var elements = Guard(() => reader.Read(input, limits.Value, stop.Token).GetEnumerator(), cancellationToken);
        var placement = new BlockPlacement(limits.Value.MaxCharacters);
        bool MoveNext()
        {
            stop.Token.ThrowIfCancellationRequested();
            return elements.MoveNext();
        }

        while (Guard(MoveNext, cancellationToken))
        {
            foreach (var block in placement.Place(elements.Current))
            {
                yield return block;
            }
        }

        if (placement.IsEmpty)
        {
            throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, "The file holds no text.");
        }
    }

    private IDocumentReader Choose(DocumentInput input)
    {
        if (input.Content.Length == 0)
        {
            throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, "The file is empty.");
        }

        var signature = DocumentSignature.Of(input);
        return Array.Find(readers, reader => reader.CanRead(signature)) ?? throw new DocumentUnreadableException(
            DocumentUnreadableException.UnsupportedFile,
            $"The file is {signature.BinaryKind ?? "of an unknown kind"}; supported are {string.Join(", ", readers.Select(r => r.Name))}.");
    }

    [SuppressMessage("Design", "CA1031", Justification = "Parsers throw anything for a bad file; the owner gets one type with a reason.")]
    private T Guard<T>(Func<T> step, CancellationToken cancellationToken)
    {
        try
        {
            return step();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, $"Reading the file took longer than {limits.Value.MaxDuration.TotalMinutes:0.#} minutes.", e);
        }
        catch (DocumentUnreadableException)
        {
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, "The file is damaged: its structure cannot be read. Open and save it anew.", e);
        }
    }
}
