using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>Reads OpenAI's <c>chunking_strategy</c>.</summary>
internal static class ChunkingField
{
    /// <summary>The strategy; <see cref="ChunkingStrategy.Auto"/> where the field is missing or says so.</summary>
    /// <exception cref="ApiException">400: it is out of bounds.</exception>
    public static ChunkingStrategy Read(JsonFields fields)
    {
        if (fields.Object("chunking_strategy") is not { } strategy)
        {
            return ChunkingStrategy.Auto;
        }

        var type = strategy.RequiredText("type");
        if (type == "auto")
        {
            strategy.RefuseOthers();
            return ChunkingStrategy.Auto;
        }

        if (type != "static")
        {
            throw ApiException.BadRequest(strategy.PathOf("type"), $"Invalid '{strategy.PathOf("type")}': expected 'auto' or 'static'.", "invalid_value");
        }

        var sizes = strategy.Object("static") ?? throw strategy.Missing("static");
        var size = (int)(sizes.Integer("max_chunk_size_tokens", ChunkingStrategy.LowestMaxTokens, ChunkingStrategy.HighestMaxTokens) ?? throw sizes.Missing("max_chunk_size_tokens"));
        var overlap = (int)(sizes.Integer("chunk_overlap_tokens", 0, ChunkingStrategy.HighestMaxTokens) ?? throw sizes.Missing("chunk_overlap_tokens"));
        strategy.RefuseOthers();
        sizes.RefuseOthers();
        return overlap * 2 <= size
            ? ChunkingStrategy.Static(size, overlap)
            : throw ApiException.BadRequest(
                sizes.PathOf("chunk_overlap_tokens"), $"Invalid '{sizes.PathOf("chunk_overlap_tokens")}': it must not exceed half of max_chunk_size_tokens ({size / 2}).", "invalid_value");
    }
}
