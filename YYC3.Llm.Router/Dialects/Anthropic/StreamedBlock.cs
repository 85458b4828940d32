using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>A content block of a stream while it comes.</summary>
internal sealed class StreamedBlock(string type, int place, JsonElement started, int textStart)
{
    public string Type => type;

    /// <summary>Its number: of the call for a tool call, of the block for the others.</summary>
    public int Place => place;

    /// <summary>As it began; a copy of its own.</summary>
    public JsonElement Started => started;

    /// <summary>Where the answer's text was when it began, in UTF-16 units.</summary>
    public int TextStart => textStart;

    /// <summary>Whether any arguments have been passed on.</summary>
    public bool HasArguments { get; set; }

    /// <summary>The input of a server's tool, whose pieces nobody waits for.</summary>
    public StringBuilder Input { get; } = new();

    public List<JsonElement> Citations { get; } = [];

    /// <summary>Writes the block as it is now that it ended.</summary>
    public void WriteWhole(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var field in Started.EnumerateObject())
        {
            if (field.Name != "input" || Input.Length == 0)
            {
                json.WritePropertyName(field.Name);
                json.WriteRaw(field.Value);
            }
        }

        if (Input.Length > 0)
        {
            json.WritePropertyName("input"u8);
            try
            {
                using var input = JsonText.Parse(Encoding.UTF8.GetBytes(Input.ToString()));
                json.WriteRaw(input.RootElement);
            }
            catch (JsonException)
            {
                json.WriteStringValue(Input.ToString());
            }
        }

        json.WriteEndObject();
    }
}
