using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What makes an admin key.</summary>
internal sealed record AdminApiKeyRequest(
    [property: Description("Its name, for people: 1 to 256 characters.")] string Name,
    [property: Description("After how many seconds it stops: 1 to 31536000 (a year); left out: never.")] long? ExpiresInSeconds = null)
{
    private const long Year = 31_536_000;

    public static AdminApiKeyRequest From(JsonBody body) => new(body.RequiredText("name"), body.Number("expires_in_seconds", 1, Year));
}
