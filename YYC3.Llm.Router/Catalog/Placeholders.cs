namespace YYC3.Llm.Router.Catalog;

/// <summary>Fills <c>${NAME}</c> and <c>${NAME:-otherwise}</c> in from configuration (environment variables among it).</summary>
/// <param name="lookup">The value of a variable; null or empty counts as unset.</param>
internal sealed class Placeholders(Func<string, string?> lookup)
{
    /// <summary>The text with its variables filled in. Those without a value are added to <paramref name="missing"/>.</summary>
    public string Fill(string text, ICollection<string> missing)
    {
        var from = 0;
        while (text.IndexOf("${", from, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                return text;
            }

            var inner = text[(open + 2)..close];
            var parts = inner.Split(":-", 2);
            var value = lookup(parts[0]);
            if (string.IsNullOrWhiteSpace(value))
            {
                value = parts.Length > 1 ? parts[1] : "";
                if (parts.Length == 1)
                {
                    missing.Add(parts[0]);
                }
            }

            value = value.Trim();
            text = string.Concat(text.AsSpan(0, open), value, text.AsSpan(close + 1));
            from = open + value.Length;
        }

        return text;
    }

    public static bool IsBaseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0;
}
