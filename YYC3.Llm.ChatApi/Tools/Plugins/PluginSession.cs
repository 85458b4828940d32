using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.SemanticKernel;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Running;

namespace YYC3.Llm.ChatApi.Tools.Plugins;

/// <summary>A plugin during one run. Each call and its result are items of the output, so that the caller sees them and the next turn knows them.</summary>
internal sealed class PluginSession(IReadOnlyList<KernelFunction> plugin, Kernel kernel) : IToolSession
{
    public IReadOnlyList<JsonObject> Functions { get; } =
    [
        .. plugin.Select(function => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject
            {
                ["name"] = NameOf(function), ["description"] = function.Description, ["parameters"] = JsonNode.Parse(function.JsonSchema.GetRawText()),
            },
        }),
    ];

    public IEnumerable<JsonObject> Show(JsonObject definition) => Functions.Select(function =>
    {
        var shown = (JsonObject)function["function"]!.DeepClone();
        shown.Insert(0, "type", "function");
        return FunctionTool.Show(shown);
    });

    public async Task<string?> CallAsync(ToolCall call, ResponseState state, CancellationToken cancellationToken)
    {
        state.Add(new JsonObject { ["id"] = state.NewId("fc"), ["type"] = "function_call", ["status"] = "completed", ["call_id"] = call.Id, ["name"] = call.Function, ["arguments"] = call.Arguments });
        var text = await InvokeAsync(call, cancellationToken);
        state.Add(new JsonObject { ["id"] = state.NewId("fco"), ["type"] = "function_call_output", ["status"] = "completed", ["call_id"] = call.Id, ["output"] = text });
        return text;
    }

    private async Task<string> InvokeAsync(ToolCall call, CancellationToken cancellationToken)
    {
        try
        {
            var arguments = new KernelArguments();
            foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(call.Arguments) ?? [])
            {
                arguments[name] = value.ValueKind == JsonValueKind.String ? value.GetString() : value;
            }

            var result = await plugin.First(function => NameOf(function) == call.Function).InvokeAsync(kernel, arguments, cancellationToken);
            return result.GetValue<object>() switch
            {
                null => "Done.",
                string text => text,
                var value => JsonSerializer.Serialize(value, JsonText.RelaxedOptions),
            };
        }
        catch (JsonException failure)
        {
            return $"The arguments are not right: {failure.Message}";
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return $"The function failed: {failure.Message}"; // The model may do without it, or try otherwise.
        }
    }

    private static string NameOf(KernelFunction function) => $"{function.PluginName}_{function.Name}";
}
