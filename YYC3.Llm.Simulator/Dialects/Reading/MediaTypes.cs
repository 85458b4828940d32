namespace YYC3.Llm.Simulator.Dialects.Reading;

/// <summary>Tells an image's media type by its first bytes, for dialects that send none.</summary>
internal static class MediaTypes
{
    /// <summary>The media type of base64 data; <c>image/unknown</c> when it begins like none that is known.</summary>
    public static string OfBase64(string data) => data switch
    {
        ['i', 'V', 'B', 'O', 'R', ..] => "image/png",
        ['/', '9', 'j', '/', ..] => "image/jpeg",
        ['R', '0', 'l', 'G', ..] => "image/gif",
        ['U', 'k', 'l', 'G', ..] => "image/webp",
        _ => "image/unknown",
    };

    /// <summary>The media type in a data address or of bare base64, or <c>url</c> for one that must be fetched.</summary>
    public static string OfAddress(string url) =>
        !url.Contains(':') && url.Length > 0 ? OfBase64(url) :
        url.StartsWith("data:", StringComparison.Ordinal) ? url[5..Math.Max(url.IndexOfAny([';', ',']), 5)] : "url";
}
