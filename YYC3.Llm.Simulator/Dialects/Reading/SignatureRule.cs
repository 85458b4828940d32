namespace YYC3.Llm.Simulator.Dialects.Reading;

/// <summary>What a script wants done about signatures; looked for before the script is read, because the request is judged first.</summary>
internal static class SignatureRule
{
    /// <summary><c>demand</c>, <c>ignore</c> or, by default, <c>check</c>.</summary>
    public static string In(string model, HttpRequest request)
    {
        var header = request.Headers["x-sim"].ToString();
        foreach (var text in (ReadOnlySpan<string>)[header, model])
        {
            foreach (var rule in (ReadOnlySpan<string>)["demand", "ignore", "check"])
            {
                if (text.Contains("signatures=" + rule, StringComparison.Ordinal))
                {
                    return rule;
                }
            }
        }

        return "check";
    }
}
