namespace YYC3.Llm.Simulator.Replies;

/// <summary>What separates the events of a stream.</summary>
internal enum Framing
{
    /// <summary>Server-Sent Events.</summary>
    Events,

    /// <summary>One JSON value a line (Ollama).</summary>
    Lines,

    /// <summary>The elements of one JSON array (Gemini without <c>alt=sse</c>).</summary>
    Array,
}
