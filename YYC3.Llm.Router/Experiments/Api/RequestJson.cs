using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Reads small JSON bodies and refuses them with all of their faults at once.</summary>
internal static class RequestJson
{
    private const long LargestBody = 256 * 1024;

    /// <summary>The body; an empty one is an object without fields.</summary>
    /// <exception cref="ApiException">400: it is no JSON.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        using var document = JsonDocument.Parse(bytes.Length == 0 ? "{}"u8.ToArray() : bytes.ToArray());
        return document.RootElement.Clone();
    }

    /// <summary>Reads something from JSON by a walker.</summary>
    /// <param name="root">The JSON.</param>
    /// <param name="read">Notes the faults in the list that its walker has.</param>
    /// <exception cref="ApiException">400: there are faults; all of them are named, the first one as <c>param</c>.</exception>
    public static T Check<T>(JsonElement root, Func<JsonElement, JsonWalker, List<CatalogFault>, T> read)
    {
        var faults = new List<CatalogFault>();
        T result;
        try
        {
            result = read(root, new JsonWalker(faults), faults);
        }
        catch (InvalidOperationException)
        {
            throw ApiException.BadRequest(null, "The request body holds an escape sequence that is not a character.", "invalid_value");
        }

        return faults.Count == 0 ? result : throw Faulty(faults);
    }

    private static ApiException Faulty(List<CatalogFault> faults)
    {
        var told = faults.Select(fault => $"{Field(fault) ?? "the body"} {fault.Message}").ToList();
        return ApiException.BadRequest(Field(faults[0]), faults.Count == 1 ? $"{told[0]}." : $"The request has {faults.Count} faults: {string.Join("; ", told)}.", "invalid_value");
    }

    private static string? Field(CatalogFault fault) => fault.Path.TrimStart('$').TrimStart('.') is { Length: > 0 } field ? field : null;
}
