using Microsoft.AspNetCore.Builder;

namespace YYC3.Llm.ServiceDefaults.Errors;

/// <summary>Adds the error answers to a pipeline.</summary>
public static class ApiErrorExtensions
{
    /// <summary>Answers every failure behind this point with OpenAI's error body.</summary>
    /// <param name="app">The pipeline; call it first.</param>
    public static IApplicationBuilder UseApiErrors(this IApplicationBuilder app) => app.UseMiddleware<ApiErrorMiddleware>();
}
