using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>OpenAI's own dialect, which the compatible providers imitate.</summary>
internal sealed class OpenAiDialect(AnswerRegistry answers, TimeProvider time) : IDialect
{
    /// <inheritdoc/>
    public string Name => "openai";

    /// <inheritdoc/>
    public string BasePath => "/v1";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new OpenAiErrors();
        var created = time.GetUtcNow().ToUnixTimeSeconds();
        var chat = new OpenAiChat(answers, errors, created, OpenAiFlavour.OpenAi);
        var embeddings = new OpenAiEmbeddings(errors);
        var models = new OpenAiModels(answers, errors, created);
        routes.MapPost("/v1/chat/completions", context => exchange.ServeAsync(context, chat));
        routes.MapPost("/v1/embeddings", context => exchange.ServeAsync(context, embeddings));
        var rerank = new CompatibleRerank(errors, Credentials.Bearer, "rerank-sim");
        routes.MapPost("/v1/rerank", context => exchange.ServeAsync(context, rerank));
        routes.MapGet("/v1/models", context => exchange.ServeAsync(context, models));
    }
}
