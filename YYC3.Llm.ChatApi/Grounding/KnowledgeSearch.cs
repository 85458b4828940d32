using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>Asks RagService for the passages that answer a question.</summary>
internal sealed class KnowledgeSearch(Services services)
{
    private const string SearchPath = "/internal/search";
    private static readonly ActivitySource Source = new("YYC3.Llm.ChatApi");

    /// <summary>The best passages over all stores of all tools, best first.</summary>
    /// <exception cref="ApiException">404: a store is not the caller's. 503: the service does not answer.</exception>
    public async Task<IReadOnlyList<Passage>> SearchAsync(GroundedRequest request, CallerIdentity caller, CancellationToken cancellationToken)
    {
        using var activity = Source.StartActivity("retrieve");
        var passages = new List<Passage>();
        foreach (var tool in request.Tools)
        {
            passages.AddRange(await SearchAsync(tool, request.Question, caller, cancellationToken));
        }

        activity?.SetTag("yyc3.retrieval.passages", passages.Count);
        return [.. passages
            .DistinctBy(passage => passage.ChunkId)
            .OrderByDescending(passage => passage.Score)
            .Take(request.Tools.Max(tool => tool.MaxResults))];
    }

    /// <summary>The best passages of one tool's stores, best first.</summary>
    /// <exception cref="ApiException">404: a store is not the caller's. 503: the service does not answer.</exception>
    public async Task<List<Passage>> SearchAsync(FileSearchTool tool, string question, CallerIdentity caller, CancellationToken cancellationToken)
    {
        using var content = new JsonBody(Write(tool, question));
        using var answer = await services.Knowledge.SendAsync(HttpMethod.Post, SearchPath, content, caller, cancellationToken);
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            using var json = JsonDocument.Parse(body);
            return answer.StatusCode == HttpStatusCode.OK ? Read(json.RootElement) : throw Refused(answer.StatusCode, json.RootElement);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            throw services.Knowledge.Down(failure);
        }
    }

    private static ReadOnlyMemory<byte> Write(FileSearchTool tool, string question)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output, JsonText.Relaxed);
        json.WriteStartObject();
        json.WriteStartArray("vector_store_ids"u8);
        foreach (var id in tool.VectorStoreIds)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteString("query"u8, question);
        json.WriteNumber("max_num_results"u8, tool.MaxResults);
        if (tool.Filters is not null)
        {
            json.WritePropertyName("filters"u8);
            tool.Filters.WriteTo(json);
        }

        if (tool.RankingOptions is not null)
        {
            json.WritePropertyName("ranking_options"u8);
            tool.RankingOptions.WriteTo(json);
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static List<Passage> Read(JsonElement answer)
    {
        var passages = new List<Passage>();
        foreach (var result in answer.GetProperty("data"u8).EnumerateArray())
        {
            foreach (var content in result.GetProperty("content"u8).EnumerateArray())
            {
                var span = content.GetProperty("span"u8);
                passages.Add(new Passage(
                    result.GetProperty("vector_store_id"u8).GetString()!,
                    result.GetProperty("file_id"u8).GetString()!,
                    result.GetProperty("filename"u8).GetString()!,
                    content.GetProperty("chunk_id"u8).GetString()!,
                    content.GetProperty("page"u8) is { ValueKind: JsonValueKind.Number } page ? page.GetInt32() : null,
                    content.GetProperty("heading"u8).GetString(),
                    span.GetProperty("start"u8).GetInt64(),
                    span.GetProperty("end"u8).GetInt64(),
                    result.GetProperty("score"u8).GetDouble(),
                    TextOf(content)));
            }
        }

        return passages;
    }

    // A passage from the middle of a table means little without the names of its columns.
    private static string TextOf(JsonElement content)
    {
        var text = content.GetProperty("text"u8).GetString()!;
        return content.TryGetProperty("table_header"u8, out var header) && header.GetString() is { Length: > 0 } columns ? $"{columns}\n{text}" : text;
    }

    private static ApiException Refused(HttpStatusCode status, JsonElement answer) =>
        answer.TryGetProperty("error"u8, out var error)
            ? new ApiException((int)status, error.GetProperty("message"u8).GetString()!, error.GetProperty("type"u8).GetString()!, "tools", error.GetProperty("code"u8).GetString())
            : ApiException.Unavailable("The knowledge service gave an answer that cannot be read. Try again.");
}
