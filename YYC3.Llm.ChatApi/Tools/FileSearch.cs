using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>OpenAI's <c>file_search</c>: the model asks for passages of the caller's vector stores, and cites them.</summary>
internal sealed class FileSearch(KnowledgeSearch knowledge) : IServerTool
{
    public string Type => FileSearchTool.Type;

    public IToolSession Open(JsonObject definition, string path) => new Session(FileSearchTool.Parse(definition, path), knowledge);

    private sealed class Session(FileSearchTool tool, KnowledgeSearch knowledge) : IToolSession
    {
        private const int MostQueries = 4;

        public IReadOnlyList<JsonObject> Functions { get; } =
        [
            new JsonObject
            {
                ["type"] = "function",
                ["function"] = new JsonObject
                {
                    ["name"] = FileSearchTool.Type,
                    ["description"] = "Searches the user's documents. Use it whenever the answer may stand in them. Give one to four short queries, in the documents' language where you know it.",
                    ["parameters"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["queries"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } } },
                        ["required"] = new JsonArray("queries"),
                    },
                },
            },
        ];

        public async Task<string?> PrepareAsync(string question, ResponseState state, CancellationToken cancellationToken) =>
            question.Length == 0 ? null : await SearchAsync([question], state, cancellationToken);

        public async Task<string?> CallAsync(ToolCall call, ResponseState state, CancellationToken cancellationToken)
        {
            var queries = Queries(call.Arguments);
            return queries.Count == 0
                ? "The arguments must be a JSON object with 'queries': a list of at least one text."
                : await SearchAsync(queries, state, cancellationToken);
        }

        private async Task<string> SearchAsync(List<string> queries, ResponseState state, CancellationToken cancellationToken)
        {
            var item = new JsonObject
            {
                ["id"] = state.NewId("fs"),
                ["type"] = "file_search_call",
                ["status"] = "in_progress",
                ["queries"] = new JsonArray([.. queries.Select(query => JsonValue.Create(query))]),
                ["results"] = null,
            };
            var id = item["id"].AsText()!;
            var index = state.Begin(item);
            state.Progress("response.file_search_call.in_progress", id, index);
            state.Progress("response.file_search_call.searching", id, index);
            IReadOnlyList<Passage>? found = null;
            try
            {
                var passages = new List<Passage>();
                foreach (var query in queries)
                {
                    passages.AddRange(await knowledge.SearchAsync(tool, query, state.Run.Caller, cancellationToken));
                }

                found = [.. passages.DistinctBy(passage => passage.ChunkId).OrderByDescending(passage => passage.Score).Take(tool.MaxResults)];
            }
            catch (ApiException failure) when (failure.Status >= StatusCodes.Status500InternalServerError)
            {
                // The answer says that it does not rest on the documents.
            }

            var done = (JsonObject)item.DeepClone();
            done["status"] = found is null ? "failed" : "completed";
            done["results"] = found is null ? null : new JsonArray([.. found.Select(Result)]);
            state.Progress("response.file_search_call.completed", id, index);
            state.End(index, done);
            var first = state.Sources.Count + 1;
            state.Sources.AddRange(found ?? []);
            return SourceInstructions.For(found, first);
        }

        private static JsonNode Result(Passage passage) => new JsonObject
        {
            ["file_id"] = passage.FileId,
            ["filename"] = passage.FileName,
            ["score"] = passage.Score,
            ["text"] = passage.Text,
            ["attributes"] = new JsonObject(),
            ["vector_store_id"] = passage.VectorStoreId,
        };

        private static List<string> Queries(string arguments)
        {
            try
            {
                return JsonNode.Parse(arguments) is JsonObject { } json && json["queries"] is JsonArray queries
                    ? [.. queries.Select(query => query.AsText()).OfType<string>().Where(query => query.Length > 0).Take(MostQueries)]
                    : [];
            }
            catch (JsonException)
            {
                return [];
            }
        }
    }
}
