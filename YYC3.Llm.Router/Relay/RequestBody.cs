using System.Buffers;
using System.Runtime.CompilerServices;
using YYC3.Llm.Router.Relay.Inbound;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>A request's body, read whole into pooled memory: it is scanned once and may be sent more than once.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstRent = 64 * 1024;

    private byte[] buffer;
    private bool inUse;

    private RequestBody(int size) => buffer = ArrayPool<byte>.Shared.Rent(size);

    private RequestBody(RequestBody from) => (buffer, Length, inUse) = (from.buffer, from.Length, from.inUse);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(0, Length);

    /// <summary>The body, or null when it is larger than <paramref name="limit"/> bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<RequestBody?> ReadAsync(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        // What a caller declares is not yet what it sends: large bodies get their memory as they come.
        var body = new RequestBody((int)Math.Min(request.ContentLength ?? 4096, FirstRent) + 1);
        try
        {
            while (true)
            {
                var read = await request.BodyReader.ReadAsync(request.HttpContext.RequestAborted);
                if (body.Length + read.Buffer.Length > limit)
                {
                    request.BodyReader.AdvanceTo(read.Buffer.End);
                    body.Dispose();
                    return null;
                }

                body.Append(read.Buffer);
                request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Makes the chat-completions body of a request in another API.</summary>
    /// <returns>Null, or what is wrong with the request.</returns>
    public static ApiException? Translate(RequestBody from, IInboundFormat inbound, out RequestBody? chat)
    {
        chat = null;
        using var output = new ByteBuffer(from.Length + 512);
        if (inbound.ReadRequest(from.Memory, output) is { } wrong)
        {
            return wrong;
        }

        chat = Of(output.Memory);
        return null;
    }

    /// <summary>A body made here.</summary>
    public static RequestBody Of(ReadOnlyMemory<byte> bytes)
    {
        var body = new RequestBody(bytes.Length);
        body.Append(new ReadOnlySequence<byte>(bytes));
        return body;
    }

    /// <summary>Gives the memory on to somebody who needs it longer, and disposes the body it gets; this one stays readable until it is disposed itself.</summary>
    public RequestBody Take()
    {
        var taken = new RequestBody(this);
        inUse = true;
        return taken;
    }

    /// <summary>Leaves the memory to the garbage collector: a connection still reads from it.</summary>
    public void KeepOutOfPool() => inUse = true;

    public void Dispose()
    {
        if (buffer.Length > 0 && !inUse)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = [];
        Length = 0;
    }

    private void Append(in ReadOnlySequence<byte> bytes)
    {
        var needed = Length + (int)bytes.Length;
        if (needed > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
            buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        bytes.CopyTo(buffer.AsSpan(Length));
        Length = needed;
    }
}
