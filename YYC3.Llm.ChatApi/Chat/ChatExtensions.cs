using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Chat;

/// <summary>Chat completions, with retrieval where a call asks for it.</summary>
internal static class ChatExtensions
{
    private const string Description = """
        `model` is a name from `/v1/models`, `default` for the first one that is configured, or `provider/model`.

        The tool `{"type":"file_search","vector_store_ids":["vs_…"],"max_num_results":8}` searches your documents for the last user message first.
        The answer then carries `annotations` in `message` (streamed: in a `delta` before the last chunk): `file_citation` objects as the Responses API
        has them (`index`, `file_id`, `filename`), with `page`, `heading`, `span` (characters of the file's text), `start_index`, `end_index`, `source`, `score`.
        """;

    public static WebApplicationBuilder AddChat(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<KnowledgeSearch>()
            .AddSingleton<GroundedChat>()
            .AddSingleton<ChatCompletions>();
        return builder;
    }

    public static WebApplication MapChat(this WebApplication app)
    {
        app.MapPost("/v1/chat/completions", app.Services.GetRequiredService<ChatCompletions>().HandleAsync)
            .Documented(
                "Chat",
                "Ask a model",
                "OpenAI's chat completion, or its chunks as events",
                "OpenAI's chat completion request; fields not known here reach the model's provider untouched",
                Description,
                streams: true);
        return app;
    }
}
