using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>Anthropic's Messages API.</summary>
internal sealed class AnthropicDialect(AnswerRegistry answers) : IDialect
{
    /// <inheritdoc/>
    public string Name => "anthropic";

    /// <inheritdoc/>
    public string BasePath => "/anthropic/v1";

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, Exchange exchange)
    {
        var errors = new AnthropicErrors();
        var messages = new AnthropicMessages(answers, errors);
        var count = new AnthropicCount(errors);
        routes.MapPost("/anthropic/v1/messages", context => exchange.ServeAsync(context, messages));
        routes.MapPost("/anthropic/v1/messages/count_tokens", context => exchange.ServeAsync(context, count));
    }
}
