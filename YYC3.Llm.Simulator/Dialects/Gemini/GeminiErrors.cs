using System.Text.Json;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>Google's errors: <c>{"error":{"code","message","status","details"}}</c>. A refused prompt is no error but an answer without candidates.</summary>
internal sealed class GeminiErrors : IErrorWriter
{
    /// <inheritdoc/>
    public string Dialect => "gemini";

    /// <inheritdoc/>
    public byte[] Body(SimulatedError error) => Json.Write(writer =>
    {
        if (error.Kind == ErrorKinds.Content)
        {
            WriteBlocked(writer);
            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("error");
        writer.WriteNumber("code", StatusOf(error));
        writer.WriteString("message", Message(error));
        writer.WriteString("status", Status(error));
        WriteDetails(writer, error);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    public SimEvent Event(SimulatedError error, string model) => new(null, Body(error));

    /// <inheritdoc/>
    public int StatusOf(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Content => 200,
        ErrorKinds.Auth when error.Code is not null => error.Message.StartsWith("Incorrect", StringComparison.Ordinal) ? 400 : 403,
        _ => error.Status,
    };

    private static void WriteBlocked(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("promptFeedback");
        writer.WriteString("blockReason", "SAFETY");
        writer.WriteEndObject();
        writer.WriteStartObject("usageMetadata");
        writer.WriteNumber("promptTokenCount", 12);
        writer.WriteNumber("totalTokenCount", 12);
        writer.WriteEndObject();
        writer.WriteString("modelVersion", "sim");
        writer.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter writer, SimulatedError error)
    {
        var quota = error.Kind switch
        {
            ErrorKinds.Rate => "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
            ErrorKinds.Day => "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
            _ => null,
        };
        if (quota is null)
        {
            return;
        }

        writer.WriteStartArray("details");
        writer.WriteStartObject();
        writer.WriteString("@type", "type.googleapis.com/google.rpc.QuotaFailure");
        writer.WriteStartArray("violations");
        writer.WriteStartObject();
        writer.WriteString("quotaMetric", "generativelanguage.googleapis.com/generate_content_free_tier_requests");
        writer.WriteString("quotaId", quota);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject();
        writer.WriteString("@type", "type.googleapis.com/google.rpc.RetryInfo");
        writer.WriteString("retryDelay", "46s");
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static string Message(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Rate or ErrorKinds.Day => "You exceeded your current quota, please check your plan and billing details. Please retry in 46s.",
        ErrorKinds.Auth when error.Code is not null => error.Message.StartsWith("Incorrect", StringComparison.Ordinal) ? "API key not valid. Please pass a valid API key." : error.Message,
        ErrorKinds.Context => "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        ErrorKinds.Overloaded => "The model is overloaded. Please try again later.",
        _ => error.Message,
    };

    private string Status(SimulatedError error) => error.Kind switch
    {
        ErrorKinds.Rate or ErrorKinds.Day or ErrorKinds.Quota => "RESOURCE_EXHAUSTED",
        ErrorKinds.Expired => "UNAUTHENTICATED",
        ErrorKinds.Auth => StatusOf(error) == 400 ? "INVALID_ARGUMENT" : "PERMISSION_DENIED",
        ErrorKinds.Forbidden => "PERMISSION_DENIED",
        ErrorKinds.Model => "NOT_FOUND",
        ErrorKinds.Overloaded => "UNAVAILABLE",
        ErrorKinds.Server => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };
}
