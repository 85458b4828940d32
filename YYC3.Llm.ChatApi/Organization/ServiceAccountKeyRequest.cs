using System.ComponentModel;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What makes another key for a service account.</summary>
internal sealed record ServiceAccountKeyRequest(
    [property: Description("Its name, for people: 1 to 256 characters.")] string? Name = null,
    [property: Description("What the key is restricted to, such as model.request or api.files.read; left out: not restricted.")] IReadOnlyList<string>? Scopes = null)
{
    private const int MostScopes = 50;

    public static ServiceAccountKeyRequest From(JsonBody body)
    {
        var scopes = body.Texts("scopes", MostScopes);
        for (var i = 0; i < scopes.Count; i++)
        {
            if (!Access.Scopes.All.Contains(scopes[i]))
            {
                throw ApiException.BadRequest($"scopes[{i}]", $"There is no such scope. These are: {string.Join(", ", Access.Scopes.All.Order(StringComparer.Ordinal))}.", "invalid_value");
            }
        }

        return new ServiceAccountKeyRequest(body.Text("name"), scopes);
    }
}
