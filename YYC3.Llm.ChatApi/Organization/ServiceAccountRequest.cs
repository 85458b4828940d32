using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What makes a service account.</summary>
internal sealed record ServiceAccountRequest(
    [property: Description("Its name, for people: 1 to 256 characters.")] string Name,
    [property: Description("Without a role in the project and without a key; false when left out.")] bool? CreateServiceAccountOnly = null)
{
    public static ServiceAccountRequest From(JsonBody body) => new(body.RequiredText("name"), body.Flag("create_service_account_only"));
}
