namespace YYC3.Llm.Router.Metering;

/// <summary>A note on a call that nobody waits for: a copy sent to compare models. Its attempts are recorded as <c>shadow</c>.</summary>
internal sealed class ShadowMark
{
    public static readonly ShadowMark Instance = new();
}
