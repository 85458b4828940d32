using System.Buffers;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Upstream;

namespace YYC3.Llm.Router.Relay;

/// <summary>Passes a whole answer on, byte for byte. Its commit point is its end: until then another candidate can still be asked.</summary>
internal sealed class PlainAnswer(TimeProvider time)
{
    /// <summary>What is held back to be understood before it is passed on. Longer answers commit when this much has come.</summary>
    private const int MostHeld = 8 * 1024 * 1024;

    private const int FirstRent = 8 * 1024;

    /// <summary>Null when the caller has its answer, or as much of it as came.</summary>
    public async ValueTask<Failure?> PassAsync(Call call, ProviderCall provider)
    {
        var answer = provider.Answer;
        var held = new PooledBytes(FirstRent);
        try
        {
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
                    return Whole(call, answer, held.Memory);
                }

                held.Advance(count);
                if (held.Length >= MostHeld)
                {
                    return await RestAsync(call, provider, held.Memory);
                }
            }
        }
        finally
        {
            held.Dispose();
        }
    }

    private Failure? Whole(Call call, HttpResponseMessage answer, ReadOnlyMemory<byte> body)
    {
        if (call.Candidate!.Deployment.Provider.Dialect.ReadAnswer(call.Operation, (int)answer.StatusCode, body.Span, call.Facts) is { } failure)
        {
            return failure with { RetryAfter = AnswerHeaders.RetryAfter(answer, time) };
        }

        call.Capture?.Answer(body.Span);
        AnswerHeaders.Write(call, answer, time);
        call.Context.Response.ContentLength = body.Length;
        call.Context.Response.BodyWriter.Write(body.Span);
        call.End = CallEnd.Completed;
        return null;
    }

    private async ValueTask<Failure?> RestAsync(Call call, ProviderCall provider, ReadOnlyMemory<byte> first)
    {
        if (!provider.Answer.IsSuccessStatusCode)
        {
            return Failure.OfProvider(502, $"The provider answered HTTP {(int)provider.Answer.StatusCode} with more than {MostHeld} bytes.", "provider_answer_malformed", (int)provider.Answer.StatusCode);
        }

        AnswerHeaders.Write(call, provider.Answer, time);
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
