using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Admin;

/// <summary>400 or 409: what was given, or what would be left, has faults. All of them are told at once.</summary>
internal sealed class CatalogFaultsException(int status, string what, IReadOnlyList<CatalogFault> faults) : Exception
{
    public IReadOnlyList<CatalogFault> Faults => faults;

    public ApiException ToApi() => new(
        status, $"{what} {faults.Count} fault(s): {string.Join("; ", faults)}.", ApiException.InvalidRequest, faults[0].Path, status == 409 ? "in_use" : "invalid_catalog");

    /// <summary>OpenAI's error object with the faults as a list beside its own fields.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var error = ToApi();
        using var json = new Utf8JsonWriter(output, AdminJson.Readable);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        AdminJson.Faults(json, faults);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
