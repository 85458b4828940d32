using System.ComponentModel;
using System.Text.Json.Serialization;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>The answer to a deletion on the wire.</summary>
[Description("Says that something is gone.")]
internal sealed record Deleted(string Object, string Id, [property: JsonPropertyName("deleted")] bool IsDeleted);
