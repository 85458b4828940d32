using System.Globalization;

namespace YYC3.Llm.Router.Routing.Live;

/// <summary>The rate-limit headers of one answer.</summary>
internal struct QuotaReading
{
    private const string Prefix = "x-ratelimit-";

    public long? Requests { get; private set; }

    public long? Tokens { get; private set; }

    /// <summary>Until requests are full again.</summary>
    public TimeSpan? RequestsReset { get; private set; }

    /// <summary>Until tokens are full again.</summary>
    public TimeSpan? TokensReset { get; private set; }

    public readonly bool HasAny => Requests is not null || Tokens is not null;

    /// <summary>Takes a header if it is one of them.</summary>
    /// <param name="name">OpenAI's name.</param>
    /// <param name="value">As it came.</param>
    /// <param name="time">For resets that are dates.</param>
    public void Take(string name, string value, TimeProvider time)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var what = name.AsSpan(Prefix.Length);
        if (what.Equals("remaining-requests", StringComparison.OrdinalIgnoreCase))
        {
            Requests = Count(value);
        }
        else if (what.Equals("remaining-tokens", StringComparison.OrdinalIgnoreCase))
        {
            Tokens = Count(value);
        }
        else if (what.Equals("reset-requests", StringComparison.OrdinalIgnoreCase))
        {
            RequestsReset = Span(value, time.GetUtcNow());
        }
        else if (what.Equals("reset-tokens", StringComparison.OrdinalIgnoreCase))
        {
            TokensReset = Span(value, time.GetUtcNow());
        }
    }

    /// <summary>A span as OpenAI (<c>6m0s</c>, <c>1.5s</c>, <c>250ms</c>), a number of seconds, or a date; null for anything else.</summary>
    public static TimeSpan? Span(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds <= TimeSpan.FromDays(365).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        }

        if (text.Length > 8 && text.Contains('-') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
        {
            return date > now ? date - now : TimeSpan.Zero;
        }

        var total = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            text = text[digits..];
            var letters = text.IndexOfAny("0123456789.");
            var unit = letters < 0 ? text : text[..letters];
            var factor = unit switch
            {
                "ms" => 0.001,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                "d" => 86400,
                _ => double.NaN,
            };
            total += number * factor;
            text = text[unit.Length..];
        }

        return total <= TimeSpan.FromDays(365).TotalSeconds ? TimeSpan.FromSeconds(total) : null; // Also false for what is no number.
    }

    private static long? Count(string value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) ? count : null;
}
