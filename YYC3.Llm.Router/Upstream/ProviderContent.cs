using System.Net;

namespace YYC3.Llm.Router.Upstream;

/// <summary>The caller's body with one stretch of it replaced, sent without copying it together.</summary>
internal sealed class ProviderContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> before;
    private readonly ReadOnlyMemory<byte> instead;
    private readonly ReadOnlyMemory<byte> after;
    private volatile bool sending;

    public ProviderContent(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> instead, ReadOnlyMemory<byte> after)
    {
        this.before = before;
        this.instead = instead;
        this.after = after;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>True while the memory is being read from: an attempt can end before its request is all sent.</summary>
    public bool IsSending => sending;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        sending = true;
        try
        {
            await stream.WriteAsync(before, cancellationToken);
            await stream.WriteAsync(instead, cancellationToken);
            await stream.WriteAsync(after, cancellationToken);
        }
        finally
        {
            sending = false;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = before.Length + instead.Length + after.Length;
        return true;
    }
}
