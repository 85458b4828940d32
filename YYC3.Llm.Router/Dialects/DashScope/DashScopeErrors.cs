using System.Buffers.Text;
using YYC3.Llm.Router.Dialects.OpenAi;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>
/// Its errors, <c>{"code":"Throttling.RateQuota","message":"…","request_id":"…"}</c>, under their own status or inside a stream that began well
/// (https://help.aliyun.com/zh/model-studio/error-code).
/// </summary>
internal static class DashScopeErrors
{
    private static ReadOnlySpan<byte> StatusComment => ":HTTP_STATUS/"u8;

    /// <summary>What went wrong; its codes are among those that <see cref="OpenAiErrors"/> knows, for the compatible mode has them too.</summary>
    /// <param name="status">The HTTP status, or the one an event tells.</param>
    /// <param name="body">The answer or the event's data.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body) => OpenAiErrors.Read(status, body);

    /// <summary>The status that an event's comment line tells; 200 when it tells none.</summary>
    /// <param name="raw">The whole event.</param>
    public static int Status(ReadOnlySpan<byte> raw)
    {
        var at = raw.IndexOf(StatusComment);
        return at >= 0 && Utf8Parser.TryParse(raw[(at + StatusComment.Length)..], out int status, out _) && status is >= 100 and <= 599 ? status : 200;
    }

    /// <summary>An answer that cannot be made sense of.</summary>
    public static Failure Malformed(int status, string what) => Failure.OfProvider(502, what, "provider_answer_malformed", status);
}
