using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>Calls Router by the official OpenAI SDK, without any retry of its own.</summary>
internal sealed class SdkCaller : IDisposable
{
    /// <summary>The tool's result, which the simulator answers with after it.</summary>
    public const string ToolResult = "42 °C, 晴";

    private readonly WireTap tap = new(new SocketsHttpHandler());
    private readonly HttpClient http;
    private readonly OpenAIClient client;

    /// <param name="router">Where Router is.</param>
    /// <param name="internalKey">The key between services.</param>
    public SdkCaller(Uri router, string internalKey)
    {
        http = new HttpClient(tap);
        http.DefaultRequestHeaders.Add(CallerHeaders.Internal, internalKey);
        client = new OpenAIClient(new ApiKeyCredential("any"), new OpenAIClientOptions
        {
            Endpoint = new Uri(router, "/v1"),
            RetryPolicy = new ClientRetryPolicy(0),
            Transport = new HttpClientPipelineTransport(http),
        });
    }

    /// <summary>The names of the tools offered, in order.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["get_weather", "get_time"];

    /// <summary>Makes the call of a cell, and where it brings tool calls the one that answers them.</summary>
    public async Task<Heard> CallAsync(Cell cell, CancellationToken cancellationToken)
    {
        var chat = client.GetChatClient(cell.Model);
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 4096 };
        if (cell.Want.Calls.Count > 0)
        {
            foreach (var tool in Tools)
            {
                options.Tools.Add(ChatTool.CreateFunctionTool(tool, "Tells it.", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""")));
            }
        }

        if (cell.Want.Reasoning is not null)
        {
#pragma warning disable OPENAI001 // Marked as experimental: a caller who wants reasoning has no other way to say so.
            options.ReasoningEffortLevel = ChatReasoningEffortLevel.Low;
#pragma warning restore OPENAI001
        }

        List<ChatMessage> messages = [new SystemChatMessage("Answer briefly."), new UserChatMessage("你好 there")];
        var heard = await AskAsync(chat, messages, options, cell.Stream, cancellationToken);
        if (heard.Calls.Count == 0 || heard.Threw is not null)
        {
            return heard;
        }

        messages.Add(new AssistantChatMessage(heard.Calls.Select(call => ChatToolCall.CreateFunctionToolCall(call.Id, call.Name, BinaryData.FromString(call.Arguments)))));
        messages.AddRange(heard.Calls.Select(call => new ToolChatMessage(call.Id, ToolResult)));
        var after = await AskAsync(chat, messages, options, cell.Stream, cancellationToken);
        return heard with { AfterTools = after.Threw ?? (after.Told is null ? after.Text : after.Body) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        tap.Dispose();
    }

    private async Task<Heard> AskAsync(ChatClient chat, List<ChatMessage> messages, ChatCompletionOptions options, bool stream, CancellationToken cancellationToken)
    {
        var heard = new Heard();
        try
        {
            heard = stream ? await StreamAsync(chat, messages, options, cancellationToken) : Read(await chat.CompleteChatAsync(messages, options, cancellationToken));
        }
        catch (ClientResultException error)
        {
            heard = new Heard { Told = error.Status };
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException or System.Text.Json.JsonException or HttpRequestException or IOException)
        {
            heard = new Heard { Threw = $"{error.GetType().Name}: {error.Message}" };
        }

        return heard with { Status = tap.Status, Body = tap.Body, RetryAfter = tap.RetryAfter };
    }

    private static Heard Read(ChatCompletion completion) => new()
    {
        Text = string.Concat(completion.Content.Select(part => part.Text)),
        Calls = [.. completion.ToolCalls.Select(call => (call.Id, call.FunctionName, call.FunctionArguments.ToString()))],
        Finish = Word(completion.FinishReason),
        Usage = Counts(completion.Usage),
    };

    private static async Task<Heard> StreamAsync(ChatClient chat, List<ChatMessage> messages, ChatCompletionOptions options, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var calls = new SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)>();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in chat.CompleteChatStreamingAsync(messages, options, cancellationToken))
        {
            text.AppendJoin("", update.ContentUpdate.Select(part => part.Text));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
            foreach (var piece in update.ToolCallUpdates)
            {
                var call = calls.TryGetValue(piece.Index, out var known) ? known : ("", "", new StringBuilder());
                call.Item3.Append(piece.FunctionArgumentsUpdate?.ToString());
                calls[piece.Index] = (string.IsNullOrEmpty(piece.ToolCallId) ? call.Item1 : piece.ToolCallId, string.IsNullOrEmpty(piece.FunctionName) ? call.Item2 : piece.FunctionName, call.Item3);
            }
        }

        return new Heard
        {
            Text = text.ToString(),
            Calls = [.. calls.Values.Select(call => (call.Id, call.Name, call.Arguments.ToString()))],
            Finish = finish is { } reason ? Word(reason) : null,
            Usage = Counts(usage),
        };
    }

    private static (int, int, int, int)? Counts(ChatTokenUsage? usage) => usage is null
        ? null
        : (usage.InputTokenCount, usage.OutputTokenCount, usage.InputTokenDetails?.CachedTokenCount ?? 0, usage.OutputTokenDetails?.ReasoningTokenCount ?? 0);

    private static string Word(ChatFinishReason reason) => reason switch
    {
        ChatFinishReason.Stop => "stop",
        ChatFinishReason.Length => "length",
        ChatFinishReason.ToolCalls => "tool_calls",
        ChatFinishReason.ContentFilter => "content_filter",
        _ => reason.ToString(),
    };
}
