using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary>Ollama's own API: JSON lines instead of events, and no key.</summary>
internal sealed class OllamaDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    /// <inheritdoc/>
    public string Name => "ollama";

    /// <inheritdoc/>
    public string BasePath => "/ollama";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new OllamaErrors();
        var chat = new OllamaChat(answers, errors, time.GetUtcNow());
        var embed = new OllamaEmbed(errors);
        var tags = new OllamaTags(answers, errors, time.GetUtcNow());
        routes.MapPost("/ollama/api/chat", context => exchange.ServeAsync(context, chat));
        routes.MapPost("/ollama/api/embed", context => exchange.ServeAsync(context, embed));
        routes.MapGet("/ollama/api/tags", context => exchange.ServeAsync(context, tags));
    }
}
