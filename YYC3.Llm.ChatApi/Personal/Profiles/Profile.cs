namespace YYC3.Llm.ChatApi.Personal.Profiles;

/// <summary>What a person says of themselves.</summary>
/// <param name="Learning">Whether they let things be learned of them; null: they have not said.</param>
/// <param name="Name">How they want to be called.</param>
/// <param name="Language">The language that they want answers in.</param>
/// <param name="Instructions">What every model is told.</param>
/// <param name="TimeZone">IANA's name of their time zone.</param>
/// <param name="ReplyTemplate">The template that shapes answers.</param>
/// <param name="MaxContextLength">Tokens of context at most.</param>
internal sealed record Profile(bool? Learning, string? Name, string? Language, string? Instructions, string? TimeZone, string? ReplyTemplate, int? MaxContextLength)
{
    public static readonly Profile Empty = new(null, null, null, null, null, null, null);
}
