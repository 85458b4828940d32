using System.ComponentModel;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What changes a service account.</summary>
internal sealed record ServiceAccountUpdateRequest(
    [property: Description("Its name, for people: 1 to 256 characters.")] string? Name = null,
    [property: Description("Its role in the project: member or owner.")] string? Role = null)
{
    public static ServiceAccountUpdateRequest From(JsonBody body) => new(body.Text("name"), body.Text("role") switch
    {
        null => null,
        "member" => "member",
        "owner" => "owner",
        _ => throw ApiException.BadRequest("role", "Invalid value for 'role': expected 'member' or 'owner'.", "invalid_value"),
    });
}
