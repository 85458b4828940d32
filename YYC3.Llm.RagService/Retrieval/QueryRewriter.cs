using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Lets a chat model say what a caller wants to find. What the caller said is searched for as well: a model may leave out what matters.</summary>
internal sealed partial class QueryRewriter(RouterClient router, IOptions<RetrievalOptions> options, TimeProvider time, ILogger<QueryRewriter> logger)
{
    private const int LongestQuery = 1000;
    private const int MostTokens = 200;

    private const string Instruction =
        "Rewrite the user's text as one short search query for a collection of documents. Keep names, numbers, codes and the language of the text; "
        + "leave out politeness and what is not about the subject. Answer with the query alone.";

    /// <summary>The queries to search for.</summary>
    /// <returns>The model's words and the caller's; the caller's alone when there is no model, or none that answers in time.</returns>
    public async Task<IReadOnlyList<string>> RewriteAsync(TenantId tenant, IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(options.Value.RewriteModel))
        {
            return queries;
        }

        using var limit = new CancellationTokenSource(options.Value.ModelTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var rewritten = await Task.WhenAll(queries.Select(query => AskAsync(tenant, query, both.Token)));
            return [.. rewritten.OfType<string>().Concat(queries).Distinct(StringComparer.Ordinal)];
        }
        catch (RouterException failure)
        {
            Log.Unchanged(logger, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unchanged(logger, "no answer in time");
        }

        return queries;
    }

    private async Task<string?> AskAsync(TenantId tenant, string query, CancellationToken cancellationToken)
    {
        using var answer = await router.PostAsync(
            "/v1/chat/completions",
            tenant,
            json =>
            {
                json.WriteString("model", options.Value.RewriteModel);
                json.WriteNumber("temperature", 0);
                json.WriteNumber("max_completion_tokens", MostTokens);
                json.WriteStartArray("messages");
                json.WriteMessage("system", Instruction);
                json.WriteMessage("user", query);
                json.WriteEndArray();
            },
            cancellationToken);
        var text = answer.FirstText().Trim('"', '“', '”', '「', '」');
        return text is { Length: > 0 and <= LongestQuery } ? text : null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A query is searched for as it is; the model that rewrites did not help: {Reason}")]
        public static partial void Unchanged(ILogger logger, string reason);
    }
}
