using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Sources;

/// <summary>Finds the documents of one type of source.</summary>
internal interface ISourceReader
{
    /// <summary>The type, as the API has it.</summary>
    string Name { get; }

    /// <summary>Checks a location before a source is made of it.</summary>
    /// <param name="location">As the caller gave it.</param>
    /// <returns>As it is kept.</returns>
    /// <exception cref="ApiException">400: it cannot be read, or may not.</exception>
    string Check(string location);

    /// <summary>The documents that are there now.</summary>
    /// <param name="source">The source.</param>
    /// <param name="known">What is known of each: its stamp.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SourceException">They cannot be found. Nothing is taken for gone.</exception>
    IAsyncEnumerable<SourceDocument> FindAsync(SourceRecord source, IReadOnlyDictionary<string, string> known, CancellationToken cancellationToken);
}
