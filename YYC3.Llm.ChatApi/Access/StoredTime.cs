namespace YYC3.Llm.ChatApi.Access;

/// <summary>Reads times back from UTC microseconds.</summary>
internal static class StoredTime
{
    public static DateTimeOffset ToTime(this long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
