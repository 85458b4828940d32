using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Router.Catalog;

/// <summary>A provider's model that serves one of ours. Immutable; what a call needs of it is made once.</summary>
internal sealed class Deployment
{
    private readonly Uri?[] endpoints;
    private readonly IRequestRule[][] rules;

    /// <param name="provider">Whose it is.</param>
    /// <param name="definition">What the catalog says.</param>
    /// <param name="live">Holds what calls find out about it; null for a deployment outside of any catalog.</param>
    /// <param name="modelPrices">What the model says that it costs; null: it says nothing.</param>
    public Deployment(Provider provider, DeploymentDefinition definition, LiveState? live = null, IReadOnlyList<Price>? modelPrices = null)
    {
        live ??= LiveState.Detached;
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
        var edits = FieldEdits.Join(provider.Fields, definition.Fields);
        AsksForStreamUsage = (definition.StreamUsage ?? provider.StreamUsage ?? provider.Dialect.AsksForUsage(provider)) && !edits.Drop.Contains("stream_options");
        rules = [.. Operation.All.Select(operation => Rules(operation, edits))];
        endpoints = [.. Operation.All.SelectMany(operation => new[]
        {
            provider.Dialect.Endpoint(provider, UpstreamModel, operation, stream: false),
            operation.Streams ? provider.Dialect.Endpoint(provider, UpstreamModel, operation, stream: true) : null,
        })];
        Limits = definition.Limits;
        NameHash = StableHash.Of(Name);
        Live = live.Deployment(provider, UpstreamModel);
        Candidates = provider.Keys.Count == 0
            ? [new Candidate(this, null) { Lane = Live.Lane(live.Key(provider, null)) }]
            : [.. provider.Keys.Select(key => new Candidate(this, key) { Lane = Live.Lane(live.Key(provider, key)) })];
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

    /// <summary>Calls at once with all keys together; null: as many as come.</summary>
    public Limits? Limits { get; }

    /// <summary>What calls have found out about it.</summary>
    public LiveDeployment Live { get; }

    /// <summary>The deployment with each of its keys; with none, once.</summary>
    public Candidate[] Candidates { get; }

    /// <summary>A number made of the name alone, the same in every process.</summary>
    public ulong NameHash { get; }

    /// <summary>The model that it serves; set once, by that model.</summary>
    public Model Model { get; private set; } = null!;

    public void Serve(Model model) => Model = model;

    /// <summary>How a request in OpenAI's shape is changed for it: the dialect's rules, then those declared.</summary>
    public IRequestRule[] Rules(Operation operation) => rules[operation.Index];

    /// <summary>Where the operation is served; null where this provider does not have it.</summary>
    public Uri? Endpoint(Operation operation, bool stream) => endpoints[(2 * operation.Index) + (stream ? 1 : 0)];

    // Forms have no fields to be edited as JSON.
    private IRequestRule[] Rules(Operation operation, FieldEdits edits) =>
        operation.InputField is null ? [] : [.. Provider.Dialect.Rules(Provider, UpstreamModel, operation), .. edits.Rules(Name)];
}
