using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools.Plugins;

/// <summary>
/// <c>{"type":"plugin","name":"clock","functions":["now"]}</c>, of our own: a Semantic Kernel plugin of the application, run here. Its functions are those
/// of its class that carry <c>[KernelFunction]</c>; <c>functions</c> narrows them down.
/// </summary>
internal sealed class PluginTool(IEnumerable<PluginRegistration> registrations, IServiceProvider services) : IServerTool
{
    private readonly Dictionary<string, PluginRegistration> byName = registrations.ToDictionary(registration => registration.Name, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KernelPlugin> made = new(StringComparer.Ordinal);
    private readonly Kernel kernel = new(services);

    public string Type => "plugin";

    public IToolSession Open(JsonObject definition, string path)
    {
        var fields = new Fields(definition, path);
        var name = fields.Id("name") ?? throw ApiException.BadRequest(fields.Path("name"), $"Missing required parameter: '{fields.Path("name")}'.", "missing_required_parameter");
        if (!byName.TryGetValue(name, out var registration))
        {
            throw ApiException.BadRequest(fields.Path("name"), $"Invalid value for '{fields.Path("name")}': this installation has the plugins {string.Join(", ", byName.Keys.Order(StringComparer.Ordinal))}, but not '{name}'.", "invalid_value");
        }

        var plugin = made.GetOrAdd(name, _ => KernelPluginFactory.CreateFromObject(ActivatorUtilities.GetServiceOrCreateInstance(services, registration.Type), name, null));
        var wanted = Mcp.McpDefinition.Names(definition["functions"], fields.Path("functions"));
        return wanted?.FirstOrDefault(function => !plugin.Contains(function)) is { } unknown
            ? throw ApiException.BadRequest(fields.Path("functions"), $"Invalid value for '{fields.Path("functions")}': '{name}' has the functions {string.Join(", ", plugin.Select(function => function.Name))}, but not '{unknown}'.", "invalid_value")
            : new PluginSession([.. plugin.Where(function => wanted?.Contains(function.Name) != false)], kernel);
    }
}
