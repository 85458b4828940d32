using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ServiceDefaults.Errors;

/// <summary>OpenAI's error object on the wire: <c>{"error":{"message","type","param","code"}}</c>.</summary>
public static class ApiError
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object, for a body or for the data of a stream's error event.</summary>
    /// <param name="output">Where the JSON goes, as UTF-8 without a line end.</param>
    /// <param name="error">What to say.</param>
    public static void Write(IBufferWriter<byte> output, ApiException error)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, error.Type);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Answers a call with an error, in Anthropic's form where that API was called; does nothing when the answer has begun.</summary>
    /// <param name="context">The call.</param>
    /// <param name="error">What to say.</param>
    public static Task AnswerAsync(HttpContext context, ApiException error) => AnthropicError.Speaks(context)
        ? AnswerAsync(context, error, output => AnthropicError.Write(output, error, AnthropicError.RequestId(context)))
        : AnswerAsync(context, error, output => Write(output, error));

    /// <summary>Answers a call with an error in a body of another API; does nothing when the answer has begun.</summary>
    /// <param name="context">The call.</param>
    /// <param name="error">What to say.</param>
    /// <param name="write">Writes the body.</param>
    public static async Task AnswerAsync(HttpContext context, ApiException error, Action<IBufferWriter<byte>> write)
    {
        if (context.Response.HasStarted)
        {
            return;
        }

        var requestId = context.Response.Headers[CallerHeaders.ResponseRequestId];
        context.Response.Clear();
        if (requestId.Count > 0)
        {
            context.Response.Headers[CallerHeaders.ResponseRequestId] = requestId; // Whoever asks about an error names it.
        }

        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }

        if (error.Status == StatusCodes.Status413PayloadTooLarge)
        {
            EndConnection(context.Response);
        }

        write(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Says that the connection ends with this answer: the server does not read the rest of a body it refuses, and a client that sent its
    /// next call on the same connection would lose it. Later versions of HTTP refuse one stream alone.</summary>
    /// <param name="response">An answer that has not begun.</param>
    /// <remarks>https://www.rfc-editor.org/rfc/rfc9112#section-9.6</remarks>
    public static void EndConnection(HttpResponse response)
    {
        if (HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }
    }
}
