namespace YYC3.Llm.RagService.Documents;

/// <summary>A file cannot be read, for a reason that its owner can understand and act on.</summary>
/// <param name="code">The code as in the <c>last_error</c> of OpenAI's vector store file: one of the constants here.</param>
/// <param name="reason">What is wrong and what to do about it, one sentence or two for the owner.</param>
/// <param name="inner">What failed underneath, for the log.</param>
internal sealed class DocumentUnreadableException(string code, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The file is of a kind that no reader takes.</summary>
    public const string UnsupportedFile = "unsupported_file";

    /// <summary>The file is broken, locked, empty, beyond a limit or not what it claims to be.</summary>
    public const string InvalidFile = "invalid_file";

    /// <summary>A reader failed in a way that is ours.</summary>
    public const string ServerError = "server_error";

    /// <summary>The code for <c>last_error</c>.</summary>
    public string Code { get; } = code;
}
