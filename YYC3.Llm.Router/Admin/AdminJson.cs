using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Admin;

/// <summary>JSON as the admin API writes it.</summary>
internal static class AdminJson
{
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Faults(Utf8JsonWriter json, IEnumerable<CatalogFault> faults)
    {
        json.WriteStartArray("faults"u8);
        foreach (var fault in faults)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, fault.Path);
            json.WriteString("message"u8, fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
