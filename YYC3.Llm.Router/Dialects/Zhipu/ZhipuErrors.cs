using System.Globalization;
using System.Text.RegularExpressions;
using YYC3.Llm.Router.Dialects.OpenAi;

namespace YYC3.Llm.Router.Dialects.Zhipu;

/// <summary>
/// Zhipu's error codes, texts of digits (https://docs.bigmodel.cn/cn/faq/api-code): whose failure each is, and how long a key rests whose quota is
/// used up. Where the message names no reset: a day's quota (1304) comes back at Beijing's midnight, a plan's (1308, 1310) is asked for again
/// after 5 hours, its shortest period, an account in arrears (1113) or under the fair-use rule (1313) after 6 hours.
/// </summary>
internal static partial class ZhipuErrors
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);
    private static readonly TimeSpan LongestQuota = TimeSpan.FromDays(31);

    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer or event.</param>
    /// <param name="now">The time.</param>
    public static Failure Read(int status, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var failure = OpenAiErrors.Read(status, body, Classify);
        return failure.Code switch
        {
            "1003" => failure with { TokenExpired = true },
            "1113" or "1313" => failure with { RetryAfter = Reset(failure.Message, now) ?? TimeSpan.FromHours(6) },
            "1304" => failure with { RetryAfter = Reset(failure.Message, now) ?? ToMidnight(now) },
            "1308" or "1310" => failure with { RetryAfter = Reset(failure.Message, now) ?? TimeSpan.FromHours(5) },
            _ => failure,
        };
    }

    private static FailureClass? Classify(string code) => code switch
    {
        "1000" or "1001" or "1002" or "1003" or "1004" or "1220" or "1221" or "1222" or "1302" or "1303" or "1305" => FailureClass.Key,
        "1110" or "1111" or "1112" or "1113" or "1120" or "1121" or "1304" or "1308" or "1310" or "1313" => FailureClass.Account,
        "1211" => FailureClass.Model,
        "1210" or "1212" or "1213" or "1214" or "1215" => FailureClass.Caller,
        "1230" or "1234" or "1312" => FailureClass.Provider,
        "1261" => FailureClass.ContextWindow,
        "1301" => FailureClass.Content,
        _ => null,
    };

    /// <summary>From now to Beijing's next midnight.</summary>
    private static TimeSpan ToMidnight(DateTimeOffset now)
    {
        var there = now.ToOffset(Beijing);
        return there.Date.AddDays(1) - there.DateTime;
    }

    /// <summary>The reset that plan limits name in their message: <c>… 2026-11-25 18:30:00 …</c>, Beijing's time.</summary>
    private static TimeSpan? Reset(string message, DateTimeOffset now) =>
        Moment().Match(message) is { Success: true } match
        && DateTime.TryParseExact(match.Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
        && new DateTimeOffset(moment, Beijing) - now is var wait && wait > TimeSpan.Zero && wait <= LongestQuota
            ? wait
            : null;

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Moment();
}
