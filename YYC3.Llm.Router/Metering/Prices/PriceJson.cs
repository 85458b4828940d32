using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>Prices as JSON: read from the catalog and from the product's own table with every fault named, and written to keep.</summary>
internal static class PriceJson
{
    private static readonly string[] RateNames = ["in", "cachedIn", "cacheWrite", "cacheWrite1h", "out", "outReasoning", "audioIn", "audioOut"];

    /// <summary>Reads a <c>prices</c> array, oldest first in the answer.</summary>
    public static IReadOnlyList<Price> Read(JsonWalker walk, JsonElement element, string at)
    {
        var prices = walk.Items(element, at).Select(item => One(walk, item.Value, item.Path)).ToList();
        foreach (var twice in prices.GroupBy(price => price.From).Where(group => group.Count() > 1))
        {
            walk.Fault(at, $"has two prices from {twice.Key:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }

        return [.. prices.OrderBy(price => price.From)];
    }

    /// <summary>Reads one price that was written here.</summary>
    public static Price Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var faults = new List<CatalogFault>();
        var price = One(new JsonWalker(faults), document.RootElement, "$");
        return faults.Count == 0 ? price : throw new InvalidDataException($"A stored price cannot be read: {faults[0]}");
    }

    public static byte[] Write(Price price)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("from"u8, price.From.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        json.WriteString("currency"u8, price.Currency);
        Write(json, price.Rates);
        if (price.Tiers.Count > 0)
        {
            json.WriteStartArray("tiers"u8);
            foreach (var tier in price.Tiers)
            {
                json.WriteStartObject();
                json.WriteNumber("above"u8, tier.Above);
                Write(json, tier.Rates);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (price.Windows.Count > 0)
        {
            json.WriteStartArray("windows"u8);
            foreach (var window in price.Windows)
            {
                json.WriteStartObject();
                json.WriteString("from"u8, window.From.ToString("HH:mm", CultureInfo.InvariantCulture));
                json.WriteString("to"u8, window.To.ToString("HH:mm", CultureInfo.InvariantCulture));
                json.WriteNumber("multiplier"u8, window.Multiplier);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        Write(json, "batch", price.Batch);
        Write(json, "flex", price.Flex);
        Write(json, "priority", price.Priority);
        json.WriteString("source"u8, price.Source);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, Rates? rates)
    {
        if (rates is not null)
        {
            json.WriteStartObject(name);
            Write(json, rates);
            json.WriteEndObject();
        }
    }

    public static void Write(Utf8JsonWriter json, Rates rates)
    {
        decimal?[] values = [rates.In, rates.CachedIn, rates.CacheWrite, rates.CacheWrite1h, rates.Out, rates.OutReasoning, rates.AudioIn, rates.AudioOut];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value)
            {
                json.WriteNumber(RateNames[i], value);
            }
        }
    }

    private static Price One(JsonWalker walk, JsonElement element, string at)
    {
        DateTimeOffset? from = null;
        string currency = "", source = "catalog";
        IReadOnlyList<PriceTier> tiers = [];
        IReadOnlyList<PriceWindow> windows = [];
        Rates rates = new();
        Rates? batch = null, flex = null, priority = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "from":
                    from = Date(walk, value, path);
                    break;
                case "currency":
                    currency = walk.Text(value, path);
                    if (currency is not ("USD" or "CNY" or ""))
                    {
                        walk.Fault(path, $"is '{currency}', which is neither USD nor CNY");
                    }

                    break;
                case "source":
                    source = walk.Text(value, path);
                    break;
                case "tiers":
                    tiers = [.. walk.Items(value, path).Select(item => Tier(walk, item.Value, item.Path))];
                    break;
                case "windows":
                    windows = [.. walk.Items(value, path).Select(item => Window(walk, item.Value, item.Path))];
                    break;
                case "batch":
                    batch = All(walk, value, path);
                    break;
                case "flex":
                    flex = All(walk, value, path);
                    break;
                case "priority":
                    priority = All(walk, value, path);
                    break;
                default:
                    rates = Rate(walk, rates, name, path, value, ["from", "currency", .. RateNames, "tiers", "windows", "batch", "flex", "priority", "source"]);
                    break;
            }
        }

        if (from is null && element.ValueKind == JsonValueKind.Object && !element.TryGetProperty("from", out _))
        {
            walk.Fault(JsonWalker.Child(at, "from"), "is missing");
        }

        if (currency.Length == 0 && element.ValueKind == JsonValueKind.Object && !element.TryGetProperty("currency", out _))
        {
            walk.Fault(JsonWalker.Child(at, "currency"), "is missing");
        }

        return new Price(from ?? DateTimeOffset.UnixEpoch, currency, rates, tiers, windows, batch, flex, priority, source);
    }

    private static PriceTier Tier(JsonWalker walk, JsonElement element, string at)
    {
        long? above = null;
        Rates rates = new();
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            if (name == "above")
            {
                above = walk.Whole(value, path, 1);
            }
            else
            {
                rates = Rate(walk, rates, name, path, value, ["above", .. RateNames]);
            }
        }

        if (above is null && element.ValueKind == JsonValueKind.Object && !element.TryGetProperty("above", out _))
        {
            walk.Fault(JsonWalker.Child(at, "above"), "is missing");
        }

        return new PriceTier(above ?? long.MaxValue, rates);
    }

    private static PriceWindow Window(JsonWalker walk, JsonElement element, string at)
    {
        TimeOnly? from = null, to = null;
        decimal? multiplier = null;
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            switch (name)
            {
                case "from":
                    from = Hour(walk, value, path);
                    break;
                case "to":
                    to = Hour(walk, value, path);
                    break;
                case "multiplier":
                    multiplier = Amount(walk, value, path);
                    break;
                default:
                    walk.Unknown(path, "from", "to", "multiplier");
                    break;
            }
        }

        if (element.ValueKind == JsonValueKind.Object && (from is null || to is null || multiplier is null))
        {
            walk.Fault(at, "must hold from, to (HH:mm, UTC) and multiplier");
        }

        return new PriceWindow(from ?? default, to ?? default, multiplier ?? 1);
    }

    private static Rates All(JsonWalker walk, JsonElement element, string at)
    {
        Rates rates = new();
        foreach (var (name, path, value) in walk.Members(element, at))
        {
            rates = Rate(walk, rates, name, path, value, RateNames);
        }

        return rates;
    }

    private static Rates Rate(JsonWalker walk, Rates rates, string name, string path, JsonElement value, IEnumerable<string> known)
    {
        if (Array.IndexOf(RateNames, name) is var index && index < 0)
        {
            walk.Unknown(path, known);
            return rates;
        }

        var amount = value.ValueKind == JsonValueKind.Null ? null : Amount(walk, value, path);
        return index switch
        {
            0 => rates with { In = amount },
            1 => rates with { CachedIn = amount },
            2 => rates with { CacheWrite = amount },
            3 => rates with { CacheWrite1h = amount },
            4 => rates with { Out = amount },
            5 => rates with { OutReasoning = amount },
            6 => rates with { AudioIn = amount },
            _ => rates with { AudioOut = amount },
        };
    }

    private static decimal? Amount(JsonWalker walk, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var amount) && amount is >= 0 and <= 1_000_000)
        {
            return amount;
        }

        walk.Fault(path, "must be a number from 0 to 1000000");
        return null;
    }

    private static DateTimeOffset? Date(JsonWalker walk, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParseExact(value.GetString(), ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return date;
        }

        walk.Fault(path, "must be a UTC date such as 2026-08-17 or 2026-08-17T16:00:00Z");
        return null;
    }

    private static TimeOnly? Hour(JsonWalker walk, JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String && TimeOnly.TryParseExact(value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour))
        {
            return hour;
        }

        walk.Fault(path, "must be a time of day in UTC such as 16:30");
        return null;
    }
}
