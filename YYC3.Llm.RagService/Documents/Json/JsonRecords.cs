using System.Globalization;
using System.Text;
using System.Text.Json;

namespace YYC3.Llm.RagService.Documents.Json;

/// <summary>Makes paragraphs of JSON tokens: one for each value of the outermost list or of the file; longer ones in several.</summary>
/// <param name="full">Characters from which a paragraph ends.</param>
internal sealed class JsonRecords(int full)
{
    private readonly List<(string? Name, int Index, bool IsArray)> path = [];
    private readonly StringBuilder record = new();
    private readonly List<string> done = [];
    private string? name;

    /// <summary>Reads what there is.</summary>
    /// <returns>The bytes that are done with.</returns>
    public int Take(ReadOnlySpan<byte> bytes, bool isLast, ref JsonReaderState state)
    {
        var json = new Utf8JsonReader(bytes, isLast, state);
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = json.GetString();
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Add((name, -1, json.TokenType == JsonTokenType.StartArray));
                    Next(enters: true);
                    name = null;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    path.RemoveAt(path.Count - 1);
                    End();
                    break;
                default:
                    Next(enters: false);
                    Line(json.TokenType == JsonTokenType.String ? json.GetString()! : Encoding.UTF8.GetString(json.ValueSpan));
                    name = null;
                    End();
                    break;
            }
        }

        state = json.CurrentState;
        if (isLast)
        {
            Flush();
        }

        return (int)json.BytesConsumed;
    }

    /// <summary>The paragraphs that are whole.</summary>
    public IReadOnlyList<string> Done()
    {
        string[] taken = [.. done];
        done.Clear();
        return taken;
    }

    // An element of a list has its number.
    private void Next(bool enters)
    {
        var at = path.Count - (enters ? 2 : 1);
        if (at >= 0 && path[at].IsArray)
        {
            path[at] = path[at] with { Index = path[at].Index + 1 };
        }
    }

    private void Line(string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        var label = new StringBuilder();
        for (var i = 0; i < path.Count; i++)
        {
            label.Append(path[i].Name is { } part ? (label.Length > 0 ? "." : "") + part : "");

            // The number of a record says nothing; those within it do.
            label.Append(path[i].IsArray && i > 0 ? string.Create(CultureInfo.InvariantCulture, $"[{path[i].Index}]") : "");
        }

        label.Append(name is null ? "" : (label.Length > 0 ? "." : "") + name);
        record.Append(record.Length > 0 ? "\n" : "").Append(label).Append(label.Length > 0 ? ": " : "").Append(value);
        if (record.Length > full)
        {
            Flush();
        }
    }

    private void End()
    {
        if (path.Count == 0 || (path.Count == 1 && path[0].IsArray))
        {
            Flush();
        }
    }

    private void Flush()
    {
        if (record.Length > 0)
        {
            done.Add(record.ToString());
            record.Clear();
        }
    }
}
