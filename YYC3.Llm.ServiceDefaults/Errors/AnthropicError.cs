using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ServiceDefaults.Errors;

/// <summary>Anthropic's error object on the wire, for callers of <c>/v1/messages</c>: <c>{"type":"error","error":{"type","message"},"request_id"}</c>.</summary>
public static class AnthropicError
{
    private const string TooLong = "prompt is too long";

    private static readonly PathString Messages = "/v1/messages";
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the call is one of Anthropic's API.</summary>
    /// <param name="context">The call.</param>
    public static bool Speaks(HttpContext context) => context.Request.Path.StartsWithSegments(Messages);

    /// <summary>The id of a call: what it was given at the edge, told in the answer or handed on in the request.</summary>
    /// <param name="context">The call.</param>
    public static string RequestId(HttpContext context) =>
        context.Response.Headers[CallerHeaders.ResponseRequestId].ToString() is { Length: > 0 } told ? told : context.Request.Headers[CallerHeaders.RequestId].ToString();

    /// <summary>Writes the object, for a body or for the data of a stream's error event.</summary>
    /// <param name="output">Where the JSON goes, as UTF-8 without a line end.</param>
    /// <param name="error">What to say.</param>
    /// <param name="requestId">The id of the call.</param>
    public static void Write(IBufferWriter<byte> output, ApiException error, string requestId)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, TypeOf(error.Status));
        json.WriteString("message"u8, Message(error));
        json.WriteEndObject();
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
    }

    /// <summary>Writes the last event of a stream that failed.</summary>
    /// <param name="output">Where the event goes.</param>
    /// <param name="error">What to say.</param>
    /// <param name="requestId">The id of the call.</param>
    public static void WriteEvent(IBufferWriter<byte> output, ApiException error, string requestId)
    {
        output.Write("event: error\ndata: "u8);
        Write(output, error, requestId);
        output.Write("\n\n"u8);
    }

    /// <summary>Anthropic's type for a status (https://docs.claude.com/en/api/errors).</summary>
    /// <param name="status">The HTTP status.</param>
    public static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        503 or 529 => "overloaded_error",
        504 => "timeout_error",
        >= 400 and <= 499 => "invalid_request_error",
        _ => "api_error",
    };

    // Agents shorten their history when they read these words.
    private static string Message(ApiException error) => error.Code == "context_length_exceeded" && !error.Message.Contains(TooLong, StringComparison.OrdinalIgnoreCase)
        ? $"{TooLong}: {error.Message}"
        : error.Message;
}
