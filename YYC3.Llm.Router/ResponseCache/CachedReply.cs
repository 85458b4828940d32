using System.Buffers;
using System.Globalization;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Completions.Chunks;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>Answers a call from the cache: plain, or replayed as a stream, in the caller's API; and says that it did and that it cost nothing.</summary>
internal static class CachedReply
{
    private const string AgeHeader = "age";
    private const string CostHeader = "x-yyc3-cost";

    public static async ValueTask WriteAsync(Call call, CachedAnswer answer, TimeProvider time)
    {
        var response = call.Context.Response;
        call.End = CallEnd.Cached;
        call.Shape = call.Inbound?.Begin(call);
        AnswerHeaders.WriteOurs(call, time);
        response.Headers[AnswerHeaders.Deployment] = HeaderText.Encode(answer.Deployment);
        response.Headers[CacheWish.Header] = "hit";
        response.Headers[CostHeader] = "0";
        response.Headers[AgeHeader] = Math.Max(0, time.GetUtcNow().ToUnixTimeSeconds() - answer.At).ToString(CultureInfo.InvariantCulture);
        if (call.Head.Stream)
        {
            Stream(call, answer);
        }
        else
        {
            Plain(call, answer);
        }

        await response.BodyWriter.FlushAsync(call.Context.RequestAborted);
    }

    private static void Plain(Call call, CachedAnswer answer)
    {
        var response = call.Context.Response;
        response.ContentType = "application/json";
        using var shaped = new ByteBuffer(answer.Body.Length);
        if (call.Shape is { } shape)
        {
            shape.Whole(answer.Body, shaped);
        }
        else
        {
            shaped.Append(answer.Body);
        }

        response.ContentLength = shaped.Length;
        response.BodyWriter.Write(shaped.Span);
    }

    private static void Stream(Call call, CachedAnswer answer)
    {
        var response = call.Context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        using var events = new ByteBuffer(answer.Body.Length * 2);
        CompletionReplay.Write(answer.Body, call.Head.IncludeUsage, events);
        var output = response.BodyWriter;
        if (call.Shape is { } shape)
        {
            shape.Events(events.Span, output);
            shape.End(output);
            return;
        }

        output.Write(events.Span);
        output.Write(": yyc3 cache=hit cost=0\n\ndata: [DONE]\n\n"u8);
    }
}
