using System.Net.Mime;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;

namespace YYC3.Llm.ChatApi.ApiDocument;

/// <summary>Adds to each operation what its endpoint's metadata tells: relay bodies, query and path parameters, errors, the key.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.Parameters ??= [];
        AddPathParameters(operation, context.Description.RelativePath ?? "");
        foreach (var query in metadata.OfType<QueryDoc>())
        {
            operation.Parameters.Add(Parameter(query.Name, ParameterLocation.Query, query.Type, query.Description));
        }

        if (metadata.OfType<RelayDoc>().LastOrDefault() is { } relay)
        {
            Describe(operation, relay);
        }

        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "What went wrong and what to do about it, in OpenAI's error body.",
            Content = Content(MediaTypeNames.Application.Json, new OpenApiSchemaReference(DocumentTransformer.Error, context.Document)),
        };
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentTransformer.Bearer, context.Document)] = [] }];
        }

        return Task.CompletedTask;
    }

    private static void AddPathParameters(OpenApiOperation operation, string path)
    {
        foreach (var parameter in RoutePatternFactory.Parse(path).Parameters)
        {
            if (operation.Parameters!.All(known => known.Name != parameter.Name))
            {
                operation.Parameters!.Add(Parameter(parameter.Name, ParameterLocation.Path, "string", null));
            }
        }
    }

    private static void Describe(OpenApiOperation operation, RelayDoc relay)
    {
        if (relay.Request is not null)
        {
            operation.RequestBody = new OpenApiRequestBody { Description = relay.Request, Required = true, Content = Content(relay.RequestType, Free(relay.RequestType)) };
        }

        var content = Content(relay.ResponseType, Free(relay.ResponseType));
        if (relay.Streams)
        {
            content[MediaTypeNames.Text.EventStream] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
        }

        operation.Responses = new OpenApiResponses { ["200"] = new OpenApiResponse { Description = relay.Response, Content = content } };
    }

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) => new() { [type] = new OpenApiMediaType { Schema = schema } };

    private static OpenApiSchema Free(string type) => type == MediaTypeNames.Application.Json
        ? new OpenApiSchema { Type = JsonSchemaType.Object }
        : new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };

    private static OpenApiParameter Parameter(string name, ParameterLocation where, string type, string? description) => new()
    {
        Name = name,
        In = where,
        Required = where == ParameterLocation.Path,
        Description = description,
        Schema = new OpenApiSchema { Type = Enum.Parse<JsonSchemaType>(type, ignoreCase: true) },
    };
}
