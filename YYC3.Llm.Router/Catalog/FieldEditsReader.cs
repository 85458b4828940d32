using System.Text.Json;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Reads <c>drop</c> and <c>rename</c> of a provider or a deployment.</summary>
internal static class FieldEditsReader
{
    public static IReadOnlyList<string> Drop(JsonWalker walk, string at, JsonElement element)
    {
        var fields = walk.Texts(element, at);
        for (var i = 0; i < fields.Count; i++)
        {
            Kept(walk, $"{at}[{i}]", fields[i]);
        }

        return fields;
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Rename(JsonWalker walk, string at, JsonElement element)
    {
        var fields = walk.TextMap(element, at);
        foreach (var (from, to) in fields)
        {
            var path = JsonWalker.Child(at, from);
            Kept(walk, path, from);
            Kept(walk, path, to);
            if (from == to)
            {
                walk.Fault(path, "must name another field than itself");
            }
        }

        return fields;
    }

    private static void Kept(JsonWalker walk, string path, string field)
    {
        if (FieldEdits.Kept.Contains(field, StringComparer.Ordinal))
        {
            walk.Fault(path, $"cannot be one of {string.Join(", ", FieldEdits.Kept)}");
        }
    }
}
