using System.Text.Json.Serialization;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>Says that something is gone.</summary>
internal sealed record Deleted(string Object, string Id, [property: JsonPropertyName("deleted")] bool IsDeleted);
