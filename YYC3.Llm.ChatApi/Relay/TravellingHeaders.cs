namespace YYC3.Llm.ChatApi.Relay;

/// <summary>The caller's headers that go on to the service, where they mean something to a model's provider. No others do.</summary>
internal static class TravellingHeaders
{
    private static readonly string[] Names = ["anthropic-beta", "anthropic-version"];

    public static void Copy(IHeaderDictionary from, HttpRequestMessage to)
    {
        foreach (var name in Names)
        {
            if (from.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 and <= 1024 } value && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                to.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }
}
