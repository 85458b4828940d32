using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Relay;

/// <summary>A whole request body in pooled memory.</summary>
internal readonly struct PooledBody : IDisposable
{
    private const int Unknown = 16 * 1024;
    private readonly byte[] buffer;

    private PooledBody(byte[] buffer, int length)
    {
        this.buffer = buffer;
        Memory = buffer.AsMemory(0, length);
    }

    public ReadOnlyMemory<byte> Memory { get; }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <summary>Reads the body to its end.</summary>
    /// <param name="context">The call.</param>
    /// <param name="limit">Largest body in bytes.</param>
    /// <exception cref="ApiException">413: the body is larger.</exception>
    public static async ValueTask<PooledBody> ReadAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = null; // Ours says which setting to change.
        }

        if (context.Request.ContentLength > limit)
        {
            throw ApiException.TooLarge(limit, BodyLimits.BodySetting);
        }

        var reader = context.Request.BodyReader;
        var buffer = ArrayPool<byte>.Shared.Rent((int?)context.Request.ContentLength ?? Unknown);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(context.RequestAborted);
                length = Append(ref buffer, length, read.Buffer, limit);
                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return new PooledBody(buffer, length);
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    private static int Append(ref byte[] buffer, int length, ReadOnlySequence<byte> more, int limit)
    {
        if (length + more.Length > limit)
        {
            throw ApiException.TooLarge(limit, BodyLimits.BodySetting);
        }

        var total = length + (int)more.Length;
        if (total > buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(total, buffer.Length * 2));
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        more.CopyTo(buffer.AsSpan(length));
        return total;
    }
}
