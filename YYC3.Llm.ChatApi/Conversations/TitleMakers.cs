namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Who made a title. A later one replaces an earlier one only in this order.</summary>
internal static class TitleMakers
{
    /// <summary>The first message.</summary>
    public const string FirstMessage = "first_message";

    /// <summary>A model.</summary>
    public const string Model = "model";

    /// <summary>The caller; nobody changes it but the caller.</summary>
    public const string Caller = "caller";
}
