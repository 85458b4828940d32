using System.Text.Json;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>Records as the outbox keeps them. Short names: there is one for each attempt.</summary>
internal static class UsageJson
{
    public static void Write(Utf8JsonWriter json, UsageRecord record)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, record.Id);
        json.WriteString("in"u8, record.Instance);
        json.WriteNumber("sq"u8, record.Sequence);
        json.WriteString("rq"u8, record.RequestId);
        json.WriteNumber("at"u8, record.Attempt);
        json.WriteString("tn"u8, record.Tenant);
        json.WriteString("ky"u8, record.KeyId);
        Text(json, "us"u8, record.User);
        Text(json, "cv"u8, record.Conversation);
        json.WriteString("md"u8, record.Model);
        Text(json, "dp"u8, record.Deployment);
        Text(json, "pr"u8, record.Provider);
        Text(json, "dl"u8, record.Dialect);
        json.WriteString("op"u8, record.Operation);
        json.WriteNumber("st"u8, record.StartedAt);
        json.WriteNumber("du"u8, record.Duration);
        if (record.FirstToken is { } first)
        {
            json.WriteNumber("ft"u8, first);
        }

        json.WriteString("en"u8, record.End);
        json.WriteBoolean("cm"u8, record.Committed);
        var usage = record.Usage;
        Count(json, "ui"u8, usage.InputUncached);
        Count(json, "ur"u8, usage.CacheRead);
        Count(json, "uw"u8, usage.CacheWrite);
        Count(json, "uh"u8, usage.CacheWrite1h);
        Count(json, "uo"u8, usage.Output);
        Count(json, "ut"u8, usage.Reasoning);
        Count(json, "ua"u8, usage.AudioInput);
        Count(json, "ub"u8, usage.AudioOutput);
        if (record.RawUsage is { } raw)
        {
            json.WriteString("rw"u8, raw);
        }

        Text(json, "es"u8, record.Estimated);
        Text(json, "sv"u8, record.ServiceTier);
        Text(json, "pv"u8, record.PriceVersion);
        if (record.Cost is { } cost)
        {
            json.WriteNumber("co"u8, cost);
        }

        Text(json, "cu"u8, record.Currency);
        Text(json, "wn"u8, record.Warnings);
        json.WriteEndObject();
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static UsageRecord Read(JsonElement json)
    {
        return new UsageRecord
        {
            Id = Text("id")!,
            Instance = Text("in")!,
            Sequence = Count("sq"),
            RequestId = Text("rq")!,
            Attempt = (int)Count("at"),
            Tenant = Text("tn")!,
            KeyId = Text("ky")!,
            User = Text("us"),
            Conversation = Text("cv"),
            Model = Text("md")!,
            Deployment = Text("dp"),
            Provider = Text("pr"),
            Dialect = Text("dl"),
            Operation = Text("op")!,
            StartedAt = Count("st"),
            Duration = Count("du"),
            FirstToken = json.TryGetProperty("ft", out var first) ? first.GetInt64() : null,
            End = Text("en")!,
            Committed = json.GetProperty("cm").GetBoolean(),
            Usage = new TokenUsage
            {
                InputUncached = Count("ui"),
                CacheRead = Count("ur"),
                CacheWrite = Count("uw"),
                CacheWrite1h = Count("uh"),
                Output = Count("uo"),
                Reasoning = Count("ut"),
                AudioInput = Count("ua"),
                AudioOutput = Count("ub"),
            },
            RawUsage = Text("rw") is { } raw ? System.Text.Encoding.UTF8.GetBytes(raw) : null,
            Estimated = Text("es"),
            ServiceTier = Text("sv"),
            PriceVersion = Text("pv"),
            Cost = json.TryGetProperty("co", out var cost) ? cost.GetDecimal() : null,
            Currency = Text("cu"),
            Warnings = Text("wn"),
        };

        string? Text(string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
        long Count(string name) => json.TryGetProperty(name, out var value) ? value.GetInt64() : 0;
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Count(Utf8JsonWriter json, ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            json.WriteNumber(name, value);
        }
    }
}
