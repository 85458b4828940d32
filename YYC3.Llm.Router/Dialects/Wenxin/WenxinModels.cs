using System.Collections.Frozen;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>The last part of a model's address, which is its name for some and a code word for others. A name that is not here is its own address.</summary>
internal static class WenxinModels
{
    private static readonly FrozenDictionary<string, string> Suffixes = new Dictionary<string, string>
    {
        ["ernie-4.0"] = "completions_pro",
        ["ernie-4.0-8k"] = "completions_pro",
        ["ernie-bot-4"] = "completions_pro",
        ["ernie-3.5"] = "completions",
        ["ernie-3.5-8k"] = "completions",
        ["ernie-bot"] = "completions",
        ["ernie-bot-turbo"] = "eb-instant",
        ["ernie-speed"] = "ernie_speed",
        ["ernie-speed-8k"] = "ernie_speed",
        ["ernie-lite"] = "ernie-lite-8k",
        ["ernie-tiny"] = "ernie-tiny-8k",
        ["embedding-v1"] = "embedding-v1",
        ["bge-large-zh"] = "bge_large_zh",
        ["bge-large-en"] = "bge_large_en",
        ["tao-8k"] = "tao_8k",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Suffix(string model) => Suffixes.GetValueOrDefault(model, model);
}
