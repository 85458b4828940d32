using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace YYC3.Llm.Tests.Testing;

/// <summary>A catalog with one provider <c>p</c> of a dialect, whose model <c>up</c> serves <c>m</c>; and the official SDK as its caller.</summary>
internal static class OneProvider
{
    /// <param name="provider">Where it is.</param>
    /// <param name="dialect">How it is spoken to.</param>
    /// <param name="keys">Its keys, as JSON.</param>
    /// <param name="model">The provider's name of the model.</param>
    /// <param name="more">More of the provider's settings, as JSON.</param>
    /// <param name="deployment">More of the deployment's.</param>
    public static string Models(ScriptedProvider provider, string dialect, string keys = "\"the-id.the-secret\"", string model = "up", string more = "", string deployment = "") => $$"""
        { "providers": { "p": { "dialect": "{{dialect}}", "baseUrl": "{{provider.BaseUrl}}", "keys": [{{keys}}]{{(more.Length > 0 ? "," : "")}}{{more}} } },
          "models": { "m": { "deployments": [ { "provider": "p", "model": "{{model}}"{{(deployment.Length > 0 ? "," : "")}}{{deployment}} } ] } } }
        """;

    public static OpenAIClient Sdk(this RouterUnderTest router) => new(
        new ApiKeyCredential("any"),
        new OpenAIClientOptions
        {
            Endpoint = new Uri(router.Client.BaseAddress!, "/v1"),
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(router.Client),
        });

    /// <summary>What the caller was warned of; empty when of nothing.</summary>
    public static string Warnings(this HttpResponseMessage answer) => answer.Headers.TryGetValues("x-yyc3-warnings", out var values) ? string.Join(",", values) : "";

    public static async Task<string> TextAsync(this HttpResponseMessage answer) => await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
