using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Budgets;

/// <summary>Reads the bodies of <c>/admin/budgets</c> and <c>/admin/limits</c>.</summary>
internal sealed class LimitRequest(JsonElement body)
{
    public static async Task<LimitRequest> ReadAsync(HttpContext context, params string[] known)
    {
        using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var body = document.RootElement.Clone();
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest(null, "The body must be a JSON object.", "invalid_type");
        }

        return body.EnumerateObject().Select(member => member.Name).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown
            ? throw ApiException.BadRequest(unknown, $"Unknown parameter: '{unknown}'. Known are {string.Join(", ", known)}.", "unknown_parameter")
            : new LimitRequest(body);
    }

    public bool Has(string name) => body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string name, params string[] allowed)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            throw ApiException.BadRequest(name, $"Missing required parameter: '{name}'.", "missing_required_parameter");
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return text.Length is > 0 and <= 256 && (allowed.Length == 0 || allowed.Contains(text, StringComparer.Ordinal))
            ? text
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected {(allowed.Length == 0 ? "a text of 1 to 256 characters" : string.Join(" or ", allowed))}.", "invalid_value");
    }

    public decimal Amount(string name) => !body.TryGetProperty(name, out var value)
        ? throw ApiException.BadRequest(name, $"Missing required parameter: '{name}'.", "missing_required_parameter")
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount is > 0 and <= 1_000_000_000_000m
            ? amount
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected a number above 0.", "invalid_value");

    public long? Count(string name) => !Has(name)
        ? null
        : body.GetProperty(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var count) && count is >= 1 and <= 1_000_000_000_000
            ? count
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected an integer of at least 1, or null for no limit.", "invalid_value");

    /// <summary>Whom it holds for: scope, tenant and subject.</summary>
    public (string Scope, string Tenant, string Subject) Whom(string callersTenant)
    {
        var scope = Text("scope", "tenant", "key", "user");
        var subject = Text("subject");
        return scope switch
        {
            "tenant" => (scope, subject, subject),
            "key" => (scope, "", subject),
            _ => (scope, Has("tenant") ? Text("tenant") : callersTenant, subject),
        };
    }
}
