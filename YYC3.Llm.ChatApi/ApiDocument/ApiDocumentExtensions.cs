using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to read and try it at <c>/scalar</c>.</summary>
internal static class ApiDocumentExtensions
{
    private const string Page = "/scalar";

    public static WebApplicationBuilder AddApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // Chinese stays readable.
        });
        builder.Services.AddOpenApi("v1", options => options
            .AddDocumentTransformer<DocumentTransformer>()
            .AddOperationTransformer<OperationTransformer>());
        return builder;
    }

    public static WebApplication MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference(Page, options => options
            .WithTitle("YYC3 LLM")
            .AddPreferredSecuritySchemes(DocumentTransformer.Bearer)
            // It asks nobody outside: an installation may have no way out, and what is tried here is nobody else's business.
            .DisableDefaultFonts()
            .DisableTelemetry()
            .HideDeveloperTools()
            .HideClientButton()
            .DisableAgent()
            .DisableMcp())
            .AllowAnonymous();
        app.MapGet("/", () => TypedResults.LocalRedirect(Page)).ExcludeFromDescription().AllowAnonymous();
        return app;
    }
}
