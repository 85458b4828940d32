using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Chat.Stored;
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

        With `store: true` the answer is kept, with `metadata`, and found again by `GET /v1/chat/completions`. It is kept as it was sent, when it was sent whole;
        where it could not be kept although it was asked for, a plain answer says so in the header `x-yyc3-warnings: not_stored`.
        """;

    public static WebApplicationBuilder AddChat(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<KnowledgeSearch>()
            .AddSingleton<GroundedChat>()
            .AddSingleton<StoredCompletionStore>()
            .AddSingleton<StoredChat>()
            .AddSingleton<StoredEndpoints>()
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
        app.Services.GetRequiredService<StoredEndpoints>().Map(app);
        return app;
    }
}
