using System.Text.Json;
using YYC3.Llm.Router.Experiments.Feedback;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary><c>POST /v1/feedback</c> takes what callers say of answers, <c>GET /admin/feedback</c> lists it.</summary>
internal sealed class FeedbackEndpoints(FeedbackStore store, ExperimentWorker worker)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<FeedbackEndpoints>();
        routes.MapPost("/v1/feedback", (RequestDelegate)endpoints.SaveAsync);
        routes.MapGet("/admin/feedback", (RequestDelegate)endpoints.ListAsync);
    }

    private async Task SaveAsync(HttpContext context)
    {
        var request = RequestJson.Check(await RequestJson.ReadAsync(context), (root, walker, _) => FeedbackRequest.Read(root, walker));
        await worker.FlushAsync(context.RequestAborted); // The call that is judged may have ended just now.
        var row = await store.SaveAsync(context.Caller(), request, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, ExperimentWriter.Readable);
        Write(json, row);
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = PageLimit.Of(query);
        var rows = await store.ListAsync(PageLimit.Filter(query, "experiment_id"), PageLimit.Filter(query, "project_id"), PageLimit.Filter(query, "after"), limit, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, ExperimentWriter.Readable);
        PageLimit.Write(json, rows, limit, row => row.Id, (output, row) => Write(output, row, forAdmin: true));
    }

    private static void Write(Utf8JsonWriter json, FeedbackRow row, bool forAdmin = false)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, row.Id);
        json.WriteString("object"u8, "feedback"u8);
        json.WriteString("request_id"u8, row.RequestId);
        json.WriteNumber("score"u8, row.Score);
        json.WriteString("label"u8, row.Label);
        json.WriteString("comment"u8, row.Comment);
        json.WriteNumber("created_at"u8, Microseconds.ToUnixSeconds(row.CreatedAt));
        if (row.ExperimentId is not null)
        {
            json.WriteStartObject("experiment"u8);
            json.WriteString("id"u8, row.ExperimentId);
            json.WriteString("arm"u8, row.Arm);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("experiment"u8);
        }

        if (forAdmin)
        {
            json.WriteString("project_id"u8, row.Tenant);
            json.WriteString("key_id"u8, row.KeyId);
            json.WriteString("user"u8, row.UserId);
        }

        json.WriteEndObject();
    }
}
