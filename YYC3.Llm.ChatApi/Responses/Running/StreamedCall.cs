using System.Text;
using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>A call while the model writes it.</summary>
internal sealed class StreamedCall
{
    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public StringBuilder Arguments { get; } = new();

    /// <summary>Characters of the arguments that have gone out.</summary>
    public int Told { get; set; }

    /// <summary>What the provider wants back with the call; null for nothing.</summary>
    public JsonNode? Extra { get; set; }

    /// <summary>The output item; null while there is none.</summary>
    public (int Index, string Id)? Item { get; set; }

    public JsonObject ToJson(string id, string status, string arguments)
    {
        var item = new JsonObject { ["id"] = id, ["type"] = "function_call", ["status"] = status, ["call_id"] = Id, ["name"] = Name, ["arguments"] = arguments };
        if (Extra is not null)
        {
            item["extra_content"] = Extra.DeepClone();
        }

        return item;
    }
}
