namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Asks a service whether it is well.</summary>
internal sealed class HealthProbe : IDisposable
{
    private const int LongestAnswer = 1_000;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Asks once.</summary>
    /// <param name="address">The health address.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Whether the answer was a success, and the answer in words.</returns>
    public async Task<HealthAnswer> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(address, cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            var said = $"{(int)answer.StatusCode} {answer.ReasonPhrase} {body}".Trim();
            return new HealthAnswer(answer.IsSuccessStatusCode, said.Length > LongestAnswer ? said[..LongestAnswer] + "…" : said);
        }
        catch (HttpRequestException failure)
        {
            return new HealthAnswer(IsHealthy: false, $"nothing ({failure.Message})");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthAnswer(IsHealthy: false, $"nothing within {http.Timeout.TotalSeconds:0} s");
        }
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => http.Dispose();
}
