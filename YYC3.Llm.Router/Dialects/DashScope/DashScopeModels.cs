using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>What a model's name says of how it is to be asked.</summary>
internal static class DashScopeModels
{
    /// <summary>Whether the request goes to multimodal generation: the model sees or hears, or the request brings something to see or hear.</summary>
    public static bool IsMultimodal(string model, RequestNeeds needs) =>
        (needs & (RequestNeeds.Vision | RequestNeeds.Audio)) != RequestNeeds.None
        || model.Contains("-vl", StringComparison.OrdinalIgnoreCase)
        || model.StartsWith("qvq", StringComparison.OrdinalIgnoreCase)
        || model.Contains("-audio", StringComparison.OrdinalIgnoreCase)
        || model.Contains("-omni", StringComparison.OrdinalIgnoreCase)
        || model.Contains("-ocr", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the model thinks unless told not to, and refuses to outside of a stream: the first open Qwen3 models, named by their size
    /// (<c>qwen3-32b</c>, <c>qwen3-235b-a22b</c>).
    /// </summary>
    public static bool ThinksInStreamsOnly(string model) =>
        model.StartsWith("qwen3-", StringComparison.OrdinalIgnoreCase)
        && model[6..].Split('-').All(part => part.EndsWith('b') && part.Any(char.IsAsciiDigit));
}
