using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Reads the kinds of fields that experiments are made of; each fault is noted with its path.</summary>
internal sealed class FieldReader(JsonWalker walker)
{
    public const int LongestText = 256;

    public JsonWalker Walker => walker;

    /// <summary>The members of an object that are not null.</summary>
    public IEnumerable<(string Name, string Path, JsonElement Value)> Given(JsonElement element, string path) =>
        walker.Members(element, path).Where(member => member.Value.ValueKind != JsonValueKind.Null);

    /// <summary>Notes a field that must be there and is not.</summary>
    public void Require(bool isThere, JsonElement element, string field, string what, string path = "$")
    {
        // A wrong value has its fault already.
        if (!isThere && element.ValueKind == JsonValueKind.Object && (!element.TryGetProperty(field, out var given) || given.ValueKind == JsonValueKind.Null))
        {
            walker.Fault($"{path}.{field}", $"is missing: {what}");
        }
    }

    public double Share(JsonElement value, string path)
    {
        var share = walker.Number(value, path, 0, 0);
        if (share > 1)
        {
            walker.Fault(path, "must be a share from 0 to 1");
        }

        return share;
    }

    public double Margin(JsonElement value, string path)
    {
        var margin = walker.Number(value, path, 0, 0);
        if (margin > 1_000_000)
        {
            walker.Fault(path, "must be at most 1000000");
        }

        return margin;
    }

    public double Alpha(JsonElement value, string path)
    {
        var alpha = walker.Number(value, path, double.MinValue, 0.05);
        if (alpha is < 0.0001 or > 0.5)
        {
            walker.Fault(path, "must be from 0.0001 to 0.5");
        }

        return alpha;
    }

    public int Whole(JsonElement value, string path, int least, int most)
    {
        var number = walker.Whole(value, path, least);
        if (number > most)
        {
            walker.Fault(path, $"must be at most {most}");
            return most;
        }

        return (int)(number ?? least);
    }

    public bool Flag(JsonElement value, string path)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            walker.Fault(path, "must be true or false");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    public bool? Direction(JsonElement value, string path) => Choice(value, path, "increase", "decrease");

    public bool? Choice(JsonElement value, string path, string yes, string no)
    {
        var text = walker.Text(value, path);
        if (text == yes || text == no)
        {
            return text == yes;
        }

        walker.Fault(path, $"must be '{yes}' or '{no}'");
        return null;
    }

    public string Text(JsonElement value, string path, int longest)
    {
        var text = walker.Text(value, path);
        if (text.Length > longest)
        {
            walker.Fault(path, $"must have at most {longest} characters");
        }
        else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) || (text.Length > 0 && string.IsNullOrWhiteSpace(text)))
        {
            walker.Fault(path, "must not be blank or hold control characters");
        }

        return text;
    }
}
