using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Tests.Router.Dialects;

/// <summary>One answer as a provider sends it, whole and streamed, and what OpenAI's side must say of either.</summary>
/// <param name="Name">For failing tests' messages.</param>
/// <param name="Answer">The whole answer's body; null when the sample is a stream only.</param>
/// <param name="Stream">The stream's bytes, framing included; null when the sample is a whole answer only.</param>
internal sealed record ProviderSample(string Name, string? Answer, string? Stream)
{
    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The reasoning.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>The tool calls in order, their arguments as JSON; compared as JSON.</summary>
    public (string Name, string Arguments)[] Calls { get; init; } = [];

    /// <summary>OpenAI's finish reason.</summary>
    public string FinishReason { get; init; } = "stop";

    /// <summary>The usage in canonical form; null when the sample has none.</summary>
    public TokenUsage? Usage { get; init; } = new TokenUsage { InputUncached = 9, Output = 2 };

    /// <summary>The request it answers: an OpenAI body, for dialects whose answers depend on it.</summary>
    public string Request { get; init; } = TranslationRequests.Hello;

    public override string ToString() => Name;
}
