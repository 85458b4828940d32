using System.Text;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>Checks a form with files in it (RFC 7578) and finds its model, without copying any of it. Pure; anything may be in its bytes.</summary>
internal static class FormScanner
{
    private const int MostBoundary = 70; // RFC 2046, 5.1.1.
    private const int MostHead = 16 * 1024;

    public static bool IsForm(string? contentType) => Boundary(contentType) is not null;

    /// <summary>Null for a form that can be sent on, else what is wrong with it, naming the field.</summary>
    public static ApiException? Scan(Operation operation, string? contentType, ReadOnlySpan<byte> body, out RequestHead head)
    {
        head = default;
        if (Boundary(contentType) is not { } boundary)
        {
            return ApiException.BadRequest(null, $"Send {operation.Path} as a form: Content-Type: multipart/form-data with a boundary, and the fields 'model' and '{operation.FileField}'.");
        }

        Span<byte> mark = stackalloc byte[MostBoundary + 4];
        var length = Encoding.ASCII.GetBytes("\r\n--" + boundary, mark);
        mark = mark[..length];
        int modelStart = 0, modelLength = 0;
        bool hasModel = false, hasFile = false, ended = false;

        // The first delimiter may stand at the very beginning, where no line ends before it.
        var open = body.StartsWith(mark[2..]) ? 0 : body.IndexOf(mark) is var found and >= 0 ? found + 2 : -1;
        var at = open < 0 ? body.Length : open + mark.Length - 2;
        while (at < body.Length)
        {
            if (body[at..].StartsWith("--"u8))
            {
                ended = true;
                break;
            }

            var line = body[at..].IndexOf("\r\n"u8);
            var end = line < 0 ? -1 : body[(at + line)..].IndexOf("\r\n\r\n"u8);
            if (end is < 0 or > MostHead)
            {
                break;
            }

            var value = at + line + end + 4;
            var size = body[value..].IndexOf(mark);
            if (size < 0)
            {
                break;
            }

            var name = Name(body.Slice(at + line, end));
            if (name == "model")
            {
                if (hasModel)
                {
                    return ApiException.BadRequest("model", "Duplicate parameter: 'model' is given more than once.", "duplicate_parameter");
                }

                (hasModel, modelStart, modelLength) = (true, value, size);
            }

            hasFile |= name == operation.FileField || name == operation.FileField + "[]";
            at = value + size + mark.Length;
        }

        if (!ended)
        {
            return ApiException.BadRequest(null, "We could not read the form of your request: it does not end with its boundary.");
        }

        if (!hasModel)
        {
            return ApiException.BadRequest("model", "Missing required parameter: 'model'. Name a model of GET /v1/models.", "missing_required_parameter");
        }

        if (modelLength == 0 || !Utf8.IsValid(body.Slice(modelStart, modelLength)))
        {
            return ApiException.BadRequest("model", "Invalid 'model': give a model's name as UTF-8 text.", "invalid_value");
        }

        if (!hasFile)
        {
            return ApiException.BadRequest(operation.FileField, $"Missing required parameter: '{operation.FileField}'.", "missing_required_parameter");
        }

        head = new RequestHead { FormType = contentType, Open = open, ModelStart = modelStart, ModelLength = modelLength, Choices = 1 };
        return null;
    }

    private static string? Boundary(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary) is { Length: > 0 and <= MostBoundary } boundary
        && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? boundary.Value
            : null;

    /// <summary>The name that a part's head gives it; null when it gives none.</summary>
    private static string? Name(ReadOnlySpan<byte> head)
    {
        foreach (var line in Encoding.UTF8.GetString(head).Split("\r\n"))
        {
            if (line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line["Content-Disposition:".Length..].Trim(), out var disposition))
            {
                return HeaderUtilities.RemoveQuotes(disposition.Name).Value;
            }
        }

        return null;
    }
}
