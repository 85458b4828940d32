using System.Text.Json;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Reads a JSON tree and notes everything in it that is not as expected, with its path, instead of stopping at the first.</summary>
internal sealed class JsonWalker(List<CatalogFault> faults)
{
    public void Fault(string path, string message) => faults.Add(new CatalogFault(path, message));

    /// <summary>The members of an object; none, and a fault, for anything else. A name given twice is a fault.</summary>
    public IEnumerable<(string Name, string Path, JsonElement Value)> Members(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.Object, "an object", path))
        {
            yield break;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var at = Child(path, member.Name);
            if (!seen.Add(member.Name))
            {
                Fault(at, "is given twice");
                continue;
            }

            yield return (member.Name, at, member.Value);
        }
    }

    public IEnumerable<(string Path, JsonElement Value)> Items(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.Array, "an array", path))
        {
            yield break;
        }

        var index = 0;
        foreach (var item in element.EnumerateArray())
        {
            yield return ($"{path}[{index++}]", item);
        }
    }

    public string Text(JsonElement element, string path)
    {
        if (!Is(element, JsonValueKind.String, "a string", path))
        {
            return "";
        }

        var text = element.GetString()!;
        if (text.Length == 0)
        {
            Fault(path, "must not be empty");
        }

        return text;
    }

    public IReadOnlyList<string> Texts(JsonElement element, string path) => [.. Items(element, path).Select(item => Text(item.Value, item.Path))];

    public IReadOnlyList<KeyValuePair<string, string>> TextMap(JsonElement element, string path) =>
        [.. Members(element, path).Select(member => KeyValuePair.Create(member.Name, Text(member.Value, member.Path)))];

    public double Number(JsonElement element, string path, double least, double otherwise)
    {
        if (!Is(element, JsonValueKind.Number, "a number", path))
        {
            return otherwise;
        }

        var number = element.GetDouble();
        if (double.IsFinite(number) && number >= least)
        {
            return number;
        }

        Fault(path, $"must be at least {least}");
        return otherwise;
    }

    public long? Whole(JsonElement element, string path, long least)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= least)
        {
            return number;
        }

        Fault(path, $"must be a whole number of at least {least}");
        return null;
    }

    public bool? Flag(JsonElement element, string path)
    {
        if (element.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return element.GetBoolean();
        }

        Fault(path, "must be true or false");
        return null;
    }

    public void Unknown(string path, params IEnumerable<string> known) => Fault(path, $"is not known here; known are {string.Join(", ", known)}");

    public static string Child(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"{path}.{name}" : $"{path}['{name}']";

    private bool Is(JsonElement element, JsonValueKind kind, string what, string path)
    {
        if (element.ValueKind == kind)
        {
            return true;
        }

        Fault(path, $"must be {what}");
        return false;
    }
}
