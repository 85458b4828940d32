using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>What the document says as a whole.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    /// <summary>The name of the security scheme.</summary>
    public const string Bearer = "ApiKey";

    /// <summary>The name of the schema of OpenAI's error body.</summary>
    public const string Error = "ErrorResponse";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "YYC3 LLM",
            Version = "v1",
            Description = "The OpenAI platform API, self-hosted, over every model. Point an OpenAI SDK at `/v1` and use an API key of this installation.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }]; // Wherever the document was read; the same for everybody.
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = $"An API key, {Access.ApiKey.Prefix}…",
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas[Error] = ErrorSchema();
        return Task.CompletedTask;
    }

    private static OpenApiSchema ErrorSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string> { "error" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["error"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "message", "type", "param", "code" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, and what to do about it." },
                    ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Such as invalid_request_error or server_error." },
                    ["param"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "The field at fault." },
                    ["code"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "Such as model_not_found." },
                },
            },
        },
    };
}
