using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.ChatApi.Inputs;

/// <summary>
/// Turns content parts of the Responses API into those of Chat Completions. Uploaded files are read here, files at addresses fetched from the hosts
/// that the operator allows; addresses of images on other hosts go on to the provider, which fetches them itself.
/// </summary>
internal sealed class InputParts(Services services, OutsideHttp outside, IOptions<OutsideOptions> options)
{
    /// <summary>Largest uploaded file that is put into a request.</summary>
    private const long MostBytes = 20 * 1024 * 1024;
    private const int MostRedirects = 3;
    private const string FetchSetting = "Outside:FetchHosts";

    /// <summary>One part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="path">Where it stands, for errors.</param>
    /// <param name="caller">Whose files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400: the part is wrong or too large. 404: no such file.</exception>
    public async Task<JsonObject> ResolveAsync(JsonObject part, string path, CallerIdentity caller, CancellationToken cancellationToken) => part["type"].AsText() switch
    {
        "input_image" => new JsonObject { ["type"] = "image_url", ["image_url"] = await ImageAsync(part, path, caller, cancellationToken) },
        "input_file" => await FileAsync(part, path, caller, cancellationToken),
        "input_audio" => new JsonObject
        {
            ["type"] = "input_audio",
            ["input_audio"] = (part["input_audio"] as JsonObject ?? throw Missing($"{path}.input_audio")).DeepClone(),
        },
        "input_text" or "output_text" or "text" or "refusal" => new JsonObject { ["type"] = "text", ["text"] = part["text"].AsText() ?? part["refusal"].AsText() ?? "" },
        _ => throw ApiException.BadRequest($"{path}.type", $"Invalid value for '{path}.type': expected input_text, input_image, input_file or input_audio.", "invalid_value"),
    };

    private async Task<JsonObject> ImageAsync(JsonObject part, string path, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var url = part["image_url"].AsText();
        if (url is null)
        {
            var id = part["file_id"].AsText() ?? throw Missing($"{path}.image_url");
            var (bytes, type, _) = await ReadAsync(id, $"{path}.file_id", caller, cancellationToken);
            url = $"data:{(type.StartsWith("image/", StringComparison.Ordinal) ? type : Sniff(bytes, $"{path}.file_id"))};base64,{Convert.ToBase64String(bytes)}";
        }
        else if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            throw ApiException.BadRequest($"{path}.image_url", $"Invalid '{path}.image_url': expected an http(s) address or a data URL of an image.", "invalid_value");
        }

        var image = new JsonObject { ["url"] = url };
        if (part["detail"] is { } detail)
        {
            image["detail"] = detail.DeepClone();
        }

        return image;
    }

    private async Task<JsonObject> FileAsync(JsonObject part, string path, CallerIdentity caller, CancellationToken cancellationToken)
    {
        if (part["file_url"].AsText() is { } url)
        {
            var address = OutsideHttp.Check(url, options.Value.FetchHosts, FetchSetting, $"{path}.file_url");
            var (fetched, fetchedType) = await FetchAsync(address, $"{path}.file_url", cancellationToken);
            return Part(fetched, fetchedType, part["filename"].AsText() ?? Uri.UnescapeDataString(address.Segments[^1]));
        }

        if (part["file_data"].AsText() is { } data)
        {
            return Inline(part["filename"].AsText() ?? "file", data);
        }

        var id = part["file_id"].AsText() ?? throw Missing($"{path}.file_id");
        var (bytes, type, name) = await ReadAsync(id, $"{path}.file_id", caller, cancellationToken);
        return Part(bytes, type, name ?? id);
    }

    // What a model can read as it is goes in as text; the rest as a file, for providers that take files.
    private static JsonObject Part(byte[] bytes, string type, string name) => IsText(type, bytes)
        ? new JsonObject { ["type"] = "text", ["text"] = $"<file name=\"{name}\">\n{Encoding.UTF8.GetString(bytes)}\n</file>" }
        : Inline(name, $"data:{type};base64,{Convert.ToBase64String(bytes)}");

    private async Task<(byte[] Bytes, string Type)> FetchAsync(Uri address, string path, CancellationToken cancellationToken)
    {
        try
        {
            for (var hop = 0; hop <= MostRedirects; hop++)
            {
                using var answer = await outside.Client.GetAsync(address, cancellationToken);
                if (answer.Headers.Location is { } next && (int)answer.StatusCode is >= 300 and < 400)
                {
                    // Each hop must be allowed: a host that is must not lead to one that is not.
                    address = OutsideHttp.Check(new Uri(address, next).AbsoluteUri, options.Value.FetchHosts, FetchSetting, path);
                    continue;
                }

                return answer.IsSuccessStatusCode
                    ? (await answer.Content.ReadAsByteArrayAsync(cancellationToken), answer.Content.Headers.ContentType?.MediaType ?? "application/octet-stream")
                    : throw Unfetched(path, $"the server answered {(int)answer.StatusCode}");
            }

            throw Unfetched(path, "too many redirects");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Unfetched(path, failure.Message);
        }
    }

    private static ApiException Unfetched(string path, string reason) => ApiException.BadRequest(path, $"'{path}' cannot be fetched: {reason}", "failed_to_download");

    private static JsonObject Inline(string name, string data) =>
        new() { ["type"] = "file", ["file"] = new JsonObject { ["filename"] = name, ["file_data"] = data } };

    private static bool IsText(string type, byte[] bytes) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" || (type is "application/octet-stream" && bytes.AsSpan().IndexOf((byte)0) < 0);

    private static string Sniff(ReadOnlySpan<byte> bytes, string path) =>
        bytes is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] ? "image/png"
        : bytes is [0xFF, 0xD8, ..] ? "image/jpeg"
        : bytes is [(byte)'G', (byte)'I', (byte)'F', ..] ? "image/gif"
        : bytes is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] ? "image/webp"
        : throw ApiException.BadRequest(path, $"The file of '{path}' is no image (PNG, JPEG, GIF or WebP).", "invalid_image");

    private async Task<(byte[] Bytes, string Type, string? Name)> ReadAsync(string id, string path, CallerIdentity caller, CancellationToken cancellationToken)
    {
        using var answer = await services.Knowledge.SendAsync(HttpMethod.Get, $"/v1/files/{Uri.EscapeDataString(id)}/content", null, caller, cancellationToken);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw ApiException.NotFound("file", id, path);
        }

        if (!answer.IsSuccessStatusCode)
        {
            throw ApiException.Unavailable("The knowledge service cannot give out the file right now. Try again.");
        }

        if (answer.Content.Headers.ContentLength > MostBytes)
        {
            throw ApiException.BadRequest(path, $"The file of '{path}' is larger than {MostBytes / 1024 / 1024} MiB, the most that can be put into a request. Put it into a vector store and search that.", "file_too_large");
        }

        try
        {
            var headers = answer.Content.Headers;
            return (await answer.Content.ReadAsByteArrayAsync(cancellationToken), headers.ContentType?.MediaType ?? "application/octet-stream", (headers.ContentDisposition?.FileNameStar ?? headers.ContentDisposition?.FileName)?.Trim('"'));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw services.Knowledge.Down(failure);
        }
    }

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
