using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Metering;

/// <summary>Finds <c>service_tier</c>, which some prices go by.</summary>
internal static class ServiceTiers
{
    /// <summary>batch, flex or priority; null for the standard.</summary>
    /// <param name="body">The request.</param>
    /// <param name="deployment">May set the field itself.</param>
    public static string? Of(ReadOnlySpan<byte> body, Deployment deployment)
    {
        foreach (var field in deployment.BodyFields)
        {
            if (field.Name == "service_tier")
            {
                return Known(field.Value);
            }
        }

        // Hardly any request says it: a search is cheaper than reading.
        if (body.IndexOf("\"service_tier\""u8) < 0)
        {
            return null;
        }

        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("service_tier"u8))
            {
                reader.Read();
                return reader.TokenType != JsonTokenType.String ? null : reader.ValueTextEquals("flex"u8) ? "flex" : reader.ValueTextEquals("priority"u8) ? "priority" : reader.ValueTextEquals("batch"u8) ? "batch" : null;
            }
        }

        return null;
    }

    private static string? Known(ReadOnlySpan<byte> json) =>
        json.SequenceEqual("\"flex\""u8) ? "flex" : json.SequenceEqual("\"priority\""u8) ? "priority" : json.SequenceEqual("\"batch\""u8) ? "batch" : null;
}
