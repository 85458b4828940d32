namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>A <c>data:</c> URL that holds base64 (RFC 2397), as OpenAI's image and file parts carry content.</summary>
/// <param name="MediaType">Such as <c>image/png</c>; <c>text/plain</c> when the URL names none.</param>
/// <param name="Base64">The content.</param>
internal readonly record struct DataUrl(string MediaType, string Base64)
{
    /// <summary>Takes the URL apart; false when it is another kind of URL, or not base64.</summary>
    public static bool TryParse(string url, out DataUrl parsed)
    {
        parsed = default;
        if (!url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || url.IndexOf(',', StringComparison.Ordinal) is not (> 0 and var comma))
        {
            return false;
        }

        var parameters = url[5..comma].Split(';', StringSplitOptions.TrimEntries);
        if (!parameters[^1].Equals("base64", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        parsed = new DataUrl(parameters.Length > 1 && parameters[0].Length > 0 ? parameters[0] : "text/plain", url[(comma + 1)..]);
        return true;
    }
}
