using System.Net.Http.Headers;
using YYC3.Llm.Benchmarks.Knowledge;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>Measures retrieval on a public collection, through the service's own API.</summary>
internal sealed class EvaluateCommand : ICommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "evaluate";

    /// <inheritdoc/>
    public string Summary => """
        evaluate --folder DIR [--url http://127.0.0.1:3002 --key sk-…]
                 a BEIR folder's documents as files of a vector store, its queries as an evaluation; without --url by a RagService of its own
        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "folder", "url", "key");
        var collection = BeirFolder.Read(options.Required("folder"));
        var directory = options.Text("url") is null ? Directory.CreateTempSubdirectory("yyc3-evaluate-") : null;
        var service = directory is null ? null : await KnowledgeService.StartAsync(directory, TimeProvider.System, cancellationToken);
        try
        {
            using var client = service is not null ? KnowledgeService.Client(service, Patience) : Client(options);
            var found = await new EvaluateRun(client, collection, TimeProvider.System).RunAsync(Console.WriteLine, cancellationToken);
            foreach (var (metric, (value, low, high)) in found)
            {
                Console.WriteLine($"{metric}: {value:F4} ({low:F4} to {high:F4})");
            }

            return 0;
        }
        finally
        {
            if (service is not null)
            {
                await service.StopAsync();
                directory!.Delete(recursive: true);
            }
        }
    }

    private static HttpClient Client(Arguments options)
    {
        var client = new HttpClient { BaseAddress = options.Target().Url, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.Required("key"));
        return client;
    }
}
