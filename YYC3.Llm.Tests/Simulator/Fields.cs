using System.Text.Json;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>The paths of all fields of a JSON value, lists counted as one: what shapes are compared by.</summary>
internal static class Fields
{
    public static IEnumerable<string> Of(JsonElement value) => Of(value, "");

    private static IEnumerable<string> Of(JsonElement value, string path) => value.ValueKind switch
    {
        // What a tool is called with is the caller's own.
        JsonValueKind.Object when path.EndsWith(".args", StringComparison.Ordinal) || path.EndsWith(".input", StringComparison.Ordinal) => [],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(property => Of(property.Value, $"{path}.{property.Name}").Prepend($"{path}.{property.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(item => Of(item, path + "[]")),
        _ => [],
    };
}
