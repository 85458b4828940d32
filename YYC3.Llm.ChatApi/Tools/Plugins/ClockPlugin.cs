using System.ComponentModel;
using System.Globalization;
using Microsoft.SemanticKernel;

namespace YYC3.Llm.ChatApi.Tools.Plugins;

/// <summary>What models do not know by themselves: what time it is, and how far it is from one day to another.</summary>
internal sealed class ClockPlugin(TimeProvider time)
{
    [KernelFunction("now"), Description("The date, the time and the weekday now, in a time zone.")]
    public string Now([Description("IANA name of the time zone, such as Asia/Shanghai; UTC when left out.")] string? timeZone = null)
    {
        var zone = timeZone is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).ToString("yyyy-MM-dd HH:mm:sszzz, dddd", CultureInfo.InvariantCulture);
    }

    [KernelFunction("days_between"), Description("The days from one date to another; negative when the second is earlier.")]
    public static int DaysBetween([Description("As yyyy-MM-dd.")] string from, [Description("As yyyy-MM-dd.")] string to) =>
        DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber - DateOnly.ParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;
}
