using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.ChatApi.Tools.Mcp;

/// <summary>One remote server during one run: its tools as functions, its calls as items, those that need it after the caller's approval.</summary>
internal sealed class McpSession(McpDefinition definition, OutsideHttp http) : IToolSession
{
    private const int LongestName = 64;
    private const int LongestOutput = 200_000;

    private readonly List<JsonObject> functions = [];
    private readonly Dictionary<string, string> toolOf = new(StringComparer.Ordinal);
    private McpClient? client;

    public IReadOnlyList<JsonObject> Functions => functions;

    public IEnumerable<JsonObject> Show(JsonObject definition)
    {
        var shown = (JsonObject)definition.DeepClone();
        shown.Remove("authorization");
        shown.Remove("headers");
        return [shown];
    }

    public async Task BeginAsync(IReadOnlyList<JsonObject> items, ResponseState state, CancellationToken cancellationToken)
    {
        // A list that the caller has got already is not asked for again.
        var known = items.LastOrDefault(item => item["type"].AsText() == "mcp_list_tools" && item["server_label"].AsText() == definition.Label && item["error"].AsText() is null);
        var tools = known?["tools"] as JsonArray ?? await ListAsync(state, cancellationToken);
        foreach (var tool in tools.OfType<JsonObject>())
        {
            if (tool["name"].AsText() is { } name && definition.Allowed?.Contains(name) != false)
            {
                var function = FunctionName(definition.Label, name);
                toolOf[function] = name;
                functions.Add(new JsonObject
                {
                    ["type"] = "function",
                    ["function"] = new JsonObject { ["name"] = function, ["description"] = tool["description"].AsText() ?? name, ["parameters"] = tool["input_schema"]?.DeepClone() },
                });
            }
        }

        foreach (var request in McpDecisions.Approved(items, definition.Label))
        {
            await CallAsync(request["name"].AsText()!, request["arguments"].AsText() ?? "{}", request["id"].AsText(), state, cancellationToken);
        }
    }

    public async Task<string?> CallAsync(ToolCall call, ResponseState state, CancellationToken cancellationToken)
    {
        var tool = toolOf[call.Function];
        if (!definition.Approval.IsNeededFor(tool))
        {
            return await CallAsync(tool, call.Arguments, null, state, cancellationToken);
        }

        state.Add(new JsonObject
        {
            ["id"] = state.NewId("mcpr"),
            ["type"] = "mcp_approval_request",
            ["server_label"] = definition.Label,
            ["name"] = tool,
            ["arguments"] = call.Arguments,
        });
        return null;
    }

    public JsonNode? Force(JsonObject choice) => choice["server_label"].AsText() is { } label && label != definition.Label ? null
        : choice["name"].AsText() is { } name && toolOf.ContainsKey(FunctionName(definition.Label, name)) ? new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = FunctionName(definition.Label, name) } }
        : "required";

    public async ValueTask DisposeAsync()
    {
        if (client is not null)
        {
            await client.DisposeAsync();
        }
    }

    private async Task<JsonArray> ListAsync(ResponseState state, CancellationToken cancellationToken)
    {
        IList<McpClientTool> found;
        try
        {
            found = await (await ConnectAsync(cancellationToken)).ListToolsAsync((RequestOptions?)null, cancellationToken);
        }
        catch (Exception failure) when (IsTheirs(failure, cancellationToken))
        {
            // As OpenAI answers: the request cannot be done without the server.
            throw new ApiException(
                StatusCodes.Status424FailedDependency, $"The MCP server '{definition.Label}' did not give its list of tools: {failure.Message}", "external_connector_error", "tools", "http_error");
        }

        var tools = new JsonArray([.. found.Select(tool => Shown(tool.ProtocolTool))]);
        var item = new JsonObject { ["id"] = state.NewId("mcpl"), ["type"] = "mcp_list_tools", ["server_label"] = definition.Label, ["tools"] = tools };
        var id = item["id"].AsText()!;
        var started = (JsonObject)item.DeepClone();
        started["tools"] = new JsonArray();
        var index = state.Begin(started);
        state.Progress("response.mcp_list_tools.in_progress", id, index);
        state.Progress("response.mcp_list_tools.completed", id, index);
        state.End(index, item);
        return tools;
    }

    private static JsonNode Shown(Tool tool) => new JsonObject
    {
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["input_schema"] = JsonNode.Parse(tool.InputSchema.GetRawText()),
        ["annotations"] = tool.Annotations is { ReadOnlyHint: { } isReadOnly } ? new JsonObject { ["read_only"] = isReadOnly } : null,
    };

    private async Task<string> CallAsync(string tool, string arguments, string? approval, ResponseState state, CancellationToken cancellationToken)
    {
        var item = new JsonObject
        {
            ["id"] = state.NewId("mcp"),
            ["type"] = "mcp_call",
            ["status"] = "in_progress",
            ["approval_request_id"] = approval,
            ["server_label"] = definition.Label,
            ["name"] = tool,
            ["arguments"] = "",
            ["output"] = null,
            ["error"] = null,
        };
        var id = item["id"].AsText()!;
        var index = state.Begin((JsonObject)item.DeepClone());
        state.Progress("response.mcp_call.in_progress", id, index);
        state.Emit("response.mcp_call_arguments.delta", new JsonObject { ["output_index"] = index, ["item_id"] = id, ["delta"] = arguments });
        state.Emit("response.mcp_call_arguments.done", new JsonObject { ["output_index"] = index, ["item_id"] = id, ["arguments"] = arguments });
        item["arguments"] = arguments;
        string text;
        try
        {
            var parsed = JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments) ?? [];
            var result = await (await ConnectAsync(cancellationToken)).CallToolAsync(tool, parsed, null, null, cancellationToken);
            text = Text(result);
            if (result.IsError == true)
            {
                item["error"] = new JsonObject { ["type"] = "mcp_tool_execution_error", ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
            }
            else
            {
                item["output"] = text;
            }
        }
        catch (JsonException)
        {
            text = "The arguments are not a JSON object.";
            item["error"] = Protocol(text);
        }
        catch (Exception failure) when (IsTheirs(failure, cancellationToken))
        {
            text = $"The tool could not be called: {failure.Message}";
            item["error"] = failure is HttpRequestException { StatusCode: { } status } ? new JsonObject { ["type"] = "http_error", ["code"] = (int)status, ["message"] = failure.Message } : Protocol(failure.Message);
        }

        var hasFailed = item["error"] is not null;
        item["status"] = hasFailed ? "failed" : "completed";
        state.Progress(hasFailed ? "response.mcp_call.failed" : "response.mcp_call.completed", id, index);
        state.End(index, item);
        return text;
    }

    private static JsonObject Protocol(string message) => new() { ["type"] = "mcp_protocol_error", ["code"] = -32603, ["message"] = message };

    private static string Text(CallToolResult result)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(block is TextContentBlock said ? said.Text : $"[{block.Type}]");
        }

        if (text.Length == 0 && result.StructuredContent is { } structured)
        {
            text.Append(structured.GetRawText());
        }

        return text.Length <= LongestOutput ? text.ToString() : string.Concat(text.ToString(0, LongestOutput), "\n[… cut]");
    }

    private async Task<McpClient> ConnectAsync(CancellationToken cancellationToken) => client ??= await McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Endpoint = definition.Address,
                Name = definition.Label,
                AdditionalHeaders = definition.Headers.ToDictionary(),
                EnableStandaloneGetStream = false,
                MaxReconnectionAttempts = 1,
                ConnectionTimeout = http.Client.Timeout,
            },
            http.Client,
            null,
            ownsHttpClient: false),
        new McpClientOptions { ClientInfo = new Implementation { Name = "yyc3-llm", Version = "1.0" }, InitializationTimeout = http.Client.Timeout },
        null,
        cancellationToken);

    private static bool IsTheirs(Exception failure, CancellationToken cancellationToken) =>
        failure is McpException or HttpRequestException or IOException or TimeoutException or InvalidOperationException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>The function of a tool: letters, digits, '_' and '-' only; the label keeps the tools of two servers apart.</summary>
    public static string FunctionName(string? label, string? tool)
    {
        var name = string.Concat($"{label}_{tool}".Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' ? letter : '_'));
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
