using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Catalog;

/// <summary>A provider's model that serves one of ours. Immutable; what a call needs of it is made once.</summary>
internal sealed class Deployment
{
    private readonly Uri?[] endpoints;

    public Deployment(Provider provider, DeploymentDefinition definition, IReadOnlyList<Price>? modelPrices = null)
    {
        Prices = DeploymentPrices.Of(provider, definition, modelPrices);
        Provider = provider;
        UpstreamModel = definition.Model;
        Name = $"{provider.Name}/{definition.Model}";
        HeaderName = HeaderText.Encode(Name);
        Weight = definition.Weight;
        Priority = definition.Priority;
        Headers = definition.Headers;
        ModelJson = JsonSerializer.SerializeToUtf8Bytes(definition.Model);
        BodyFields = [.. definition.Body.Select(field => new BodyField(field.Key, Encoding.UTF8.GetBytes(field.Value)))];
        Deadlines = provider.Deadlines.With(definition.Deadlines);
        AsksForStreamUsage = definition.StreamUsage ?? provider.StreamUsage ?? provider.Dialect.AsksForStreamUsage;
        endpoints = [.. Operation.All.SelectMany(operation => new[]
        {
            provider.Dialect.Endpoint(provider, UpstreamModel, operation, stream: false),
            operation.Streams ? provider.Dialect.Endpoint(provider, UpstreamModel, operation, stream: true) : null,
        })];
    }

    public Provider Provider { get; }

    public string UpstreamModel { get; }

    /// <summary><c>provider/model</c>, as callers may name it and as headers, comments and spans say it.</summary>
    public string Name { get; }

    /// <summary><see cref="Name"/> with what a header cannot carry percent-encoded.</summary>
    public string HeaderName { get; }

    /// <summary>Share among deployments of one priority under the weighted policy; 0 is only used when all others failed.</summary>
    public double Weight { get; }

    /// <summary>Lower is tried first.</summary>
    public int Priority { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    /// <summary>The upstream model's name as a JSON string, quotes included.</summary>
    public byte[] ModelJson { get; }

    /// <summary>What it costs, through time.</summary>
    public DeploymentPrices Prices { get; }

    public BodyField[] BodyFields { get; }

    public Deadlines Deadlines { get; }

    /// <summary>Whether a stream's usage is asked for where the caller does not.</summary>
    public bool AsksForStreamUsage { get; }

    /// <summary>Where the operation is served; null where this provider does not have it.</summary>
    public Uri? Endpoint(Operation operation, bool stream) => endpoints[(2 * operation.Index) + (stream ? 1 : 0)];
}
