using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Api;

/// <summary>Sends events of many runs over one WebSocket, each whole.</summary>
internal sealed class SocketSender(WebSocket socket)
{
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Sends an event, with the ids of its response and of its lane.</summary>
    public Task SendAsync(SocketMessage of, string response, RunEvent e, CancellationToken cancellationToken)
    {
        var lane = of.Json?["stream_id"].AsText() is { } stream ? $",\"stream_id\":{JsonValue.Create(stream).ToJsonString()}" : "";
        return SendAsync($"{e.Data.AsSpan(0, e.Data.Length - 1)},\"response_id\":\"{response}\"{lane}}}", cancellationToken);
    }

    /// <summary>Tells of a message that was refused.</summary>
    public Task FailAsync(SocketMessage of, ApiException error, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["type"] = "error",
            ["status"] = error.Status,
            ["error"] = new JsonObject { ["message"] = error.Message, ["type"] = error.Type, ["param"] = error.Param, ["code"] = error.Code },
        };
        foreach (var echo in (ReadOnlySpan<string>)["stream_id", "event_id", "response_id"])
        {
            if (of.Json?[echo] is { } value)
            {
                body[echo] = value.DeepClone();
            }
        }

        return SendAsync(body.ToJsonString(JsonText.RelaxedOptions), cancellationToken);
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
