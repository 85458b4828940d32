using System.Net;

namespace YYC3.Llm.Router.Upstream;

/// <summary>The caller's body with stretches of it replaced, sent without copying it together.</summary>
internal sealed class ProviderContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> first;
    private readonly ReadOnlyMemory<byte> second;
    private readonly ReadOnlyMemory<byte> third;
    private readonly ReadOnlyMemory<byte>[]? more;
    private volatile bool sending;

    /// <param name="first">Sent first.</param>
    /// <param name="second">Sent after it.</param>
    /// <param name="third">Sent after that.</param>
    /// <param name="more">Sent last.</param>
    /// <param name="type">The media type; a form's tells its boundary.</param>
    public ProviderContent(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second = default, ReadOnlyMemory<byte> third = default, ReadOnlyMemory<byte>[]? more = null, string type = "application/json")
    {
        this.first = first;
        this.second = second;
        this.third = third;
        this.more = more;
        Headers.TryAddWithoutValidation("Content-Type", type);
    }

    /// <summary>True while the memory is being read from: an attempt can end before its request is all sent.</summary>
    public bool IsSending => sending;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        sending = true;
        try
        {
            await stream.WriteAsync(first, cancellationToken);
            await stream.WriteAsync(second, cancellationToken);
            await stream.WriteAsync(third, cancellationToken);
            foreach (var part in more ?? [])
            {
                await stream.WriteAsync(part, cancellationToken);
            }
        }
        finally
        {
            sending = false;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = first.Length + second.Length + third.Length;
        foreach (var part in more ?? [])
        {
            length += part.Length;
        }

        return true;
    }
}
