using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Items as callers see them.</summary>
internal static class ShownItem
{
    /// <summary>The item without what <c>include</c> has to ask for.</summary>
    public static JsonObject Of(JsonObject item, IReadOnlySet<string> include)
    {
        var shown = (JsonObject)item.DeepClone();
        switch (item["type"].AsText())
        {
            case "reasoning" when !include.Contains("reasoning.encrypted_content"):
                shown.Remove("encrypted_content");
                break;
            case "file_search_call" when !include.Contains("file_search_call.results"):
                shown["results"] = null;
                break;
        }

        return shown;
    }
}
