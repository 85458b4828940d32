using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Gemini's API. The model stands in the path, behind it a colon and the method.</summary>
internal sealed class GeminiDialect(AnswerRegistry answers) : IDialect
{
    /// <inheritdoc/>
    public string Name => "gemini";

    /// <inheritdoc/>
    public string BasePath => "/gemini/v1beta";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new GeminiErrors();
        var operations = new Dictionary<string, IOperation>(StringComparer.Ordinal)
        {
            ["generateContent"] = new GeminiGenerate(answers, errors, stream: false),
            ["streamGenerateContent"] = new GeminiGenerate(answers, errors, stream: true),
            ["embedContent"] = new GeminiEmbed(errors, batch: false),
            ["batchEmbedContents"] = new GeminiEmbed(errors, batch: true),
        };
        routes.MapPost("/gemini/v1beta/models/{**call}", context =>
        {
            if (operations.TryGetValue(GeminiPath.Method(context.Request), out var operation))
            {
                return exchange.ServeAsync(context, operation);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }
}
