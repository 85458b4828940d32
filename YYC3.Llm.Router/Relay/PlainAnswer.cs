using System.Buffers;
using System.Runtime.CompilerServices;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Relay;

/// <summary>Passes a whole answer on: byte for byte where the provider speaks OpenAI's wire. Its commit point is its end: until then another candidate can still be asked.</summary>
internal sealed class PlainAnswer(TimeProvider time)
{
    /// <summary>What is held back to be understood before it is passed on. Longer answers commit when this much has come.</summary>
    private const int MostHeld = 8 * 1024 * 1024;

    private const int FirstRent = 8 * 1024;

    /// <summary>Null when the caller has its answer, or as much of it as came.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Failure?> PassAsync(Call call, ProviderCall provider)
    {
        using var held = new ByteBuffer(FirstRent);
        provider.Flowing = true;
        while (true)
        {
            var (count, failure) = await provider.ReadAsync(held.Free());
            if (failure is not null)
            {
                return failure;
            }

            if (count == 0)
            {
                return Whole(call, provider, held);
            }

            held.Advance(count);
            if (held.Length >= MostHeld && provider.PassesBytes && call.Shape is null)
            {
                return await RestAsync(call, provider, held.Memory);
            }
        }
    }

    private Failure? Whole(Call call, ProviderCall provider, ByteBuffer held)
    {
        using var translated = provider.PassesBytes ? null : new ByteBuffer(held.Length + 512);
        if (provider.ReadAnswer(held.Span, translated) is { } failure)
        {
            return failure with { RetryAfter = failure.RetryAfter ?? AnswerHeaders.RetryAfter(provider.Answer, time) };
        }

        using var mended = provider.PassesBytes && call.Facts.IsOdd ? new ByteBuffer(held.Length + 64) : null;
        if (mended is not null)
        {
            FinishReasons.Write(held.Span, mended);
        }

        var answer = (translated ?? mended ?? held).Span;
        if (!call.IsNative)
        {
            call.Capture?.Answer(answer);
            call.Recorder?.Whole(answer);
        }

        call.Facts.ContentBytes = answer.Length;
        call.Committed = true;
        AnswerHeaders.Write(call, provider, time);
        var response = call.Context.Response;
        if (call.Shape is { } shape)
        {
            using var shaped = new ByteBuffer(answer.Length + 512);
            shape.Whole(answer, shaped);
            response.ContentLength = shaped.Length;
            response.BodyWriter.Write(shaped.Span);
        }
        else
        {
            response.ContentLength = answer.Length;
            response.BodyWriter.Write(answer);
        }

        call.End = CallEnd.Completed;
        return null;
    }

    private async ValueTask<Failure?> RestAsync(Call call, ProviderCall provider, ReadOnlyMemory<byte> first)
    {
        if (!provider.Answer.IsSuccessStatusCode)
        {
            return Failure.OfProvider(502, $"The provider answered HTTP {(int)provider.Answer.StatusCode} with more than {MostHeld} bytes.", "provider_answer_malformed", (int)provider.Answer.StatusCode);
        }

        call.Committed = true;
        AnswerHeaders.Write(call, provider, time);
        var output = call.Context.Response.BodyWriter;
        await output.WriteAsync(first, call.Context.RequestAborted);
        while (true)
        {
            var (count, failure) = await provider.ReadAsync(output.GetMemory(FirstRent));
            if (failure is not null)
            {
                // Nothing can be said after a status and half of a body; a broken connection is what the caller will understand.
                call.Failure = failure;
                call.End = CallEnd.UpstreamError;
                call.Context.Abort();
                return null;
            }

            if (count == 0)
            {
                call.End = CallEnd.Completed;
                return null;
            }

            output.Advance(count);
            await output.FlushAsync(call.Context.RequestAborted);
        }
    }
}
