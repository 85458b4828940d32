using YYC3.Llm.Router.Dialects.OpenAi;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>
/// Its errors, <c>{"error_code":110,"error_msg":"…"}</c>, as a rule under HTTP 200 (https://cloud.baidu.com/doc/WENXINWORKSHOP/s/tlmyncueh). A used-up
/// quota of the day (17) lets the key rest until Beijing's midnight, one of all calls (19) for 6 hours.
/// </summary>
internal sealed class WenxinErrors(TimeProvider time)
{
    private static readonly TimeSpan Beijing = TimeSpan.FromHours(8);

    public Failure Read(int status, ReadOnlySpan<byte> body)
    {
        var failure = OpenAiErrors.Read(status, body, Classify);
        if (status < 400 && failure.Class is FailureClass.Caller or FailureClass.Content or FailureClass.ContextWindow)
        {
            failure = failure with { Status = 400 };
        }

        return failure.Code switch
        {
            "110" or "111" => failure with { TokenExpired = true },
            "17" => failure with { RetryAfter = ToMidnight(time.GetUtcNow()) },
            "19" => failure with { RetryAfter = TimeSpan.FromHours(6) },
            _ => failure,
        };
    }

    private static FailureClass? Classify(string code) => code switch
    {
        "6" or "13" or "14" or "15" or "18" or "100" or "110" or "111" or "336004" or "336501" or "336502" => FailureClass.Key,
        "17" or "19" => FailureClass.Account,
        "3" or "336005" => FailureClass.Model,
        "1" or "2" or "4" or "336000" or "336100" => FailureClass.Provider,
        "336001" or "336002" or "336003" or "336104" or "336105" => FailureClass.Caller,
        "336103" => FailureClass.ContextWindow,
        _ => null,
    };

    private static TimeSpan ToMidnight(DateTimeOffset now)
    {
        var there = now.ToOffset(Beijing);
        return there.Date.AddDays(1) - there.DateTime;
    }
}
