using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Api;

/// <summary>A message of a WebSocket's client.</summary>
/// <param name="Json">The object; null: it is none.</param>
/// <param name="Fault">What is wrong with it; empty for nothing.</param>
internal sealed record SocketMessage(JsonObject? Json, string Fault)
{
    private const int Piece = 16 * 1024;

    /// <summary>Reads the next message; null when the client closes, or sends what a WebSocket of ours does not take.</summary>
    public static async Task<SocketMessage?> ReadAsync(WebSocket socket, long longest, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            var part = await socket.ReceiveAsync(message.GetMemory(Piece), cancellationToken);
            message.Advance(part.Count);
            switch (part)
            {
                case { MessageType: WebSocketMessageType.Close }:
                    return await CloseAsync(socket, WebSocketCloseStatus.NormalClosure, "", cancellationToken);
                case { MessageType: WebSocketMessageType.Binary }:
                    return await CloseAsync(socket, WebSocketCloseStatus.InvalidMessageType, "Send JSON as text.", cancellationToken);
                case var _ when message.WrittenCount > longest:
                    return await CloseAsync(socket, WebSocketCloseStatus.MessageTooBig, $"A message may have {longest} bytes.", cancellationToken);
                case { EndOfMessage: true }:
                    return Parse(message.WrittenSpan);
            }
        }
    }

    private static SocketMessage Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return ConversationJson.Parse(text) is JsonObject json ? new SocketMessage(json, "") : new SocketMessage(null, "The message must be a JSON object.");
        }
        catch (JsonException failure)
        {
            return new SocketMessage(null, $"The message is not valid JSON: {failure.Message}");
        }
        catch (ApiException failure)
        {
            return new SocketMessage(null, failure.Message);
        }
    }

    private static async Task<SocketMessage?> CloseAsync(WebSocket socket, WebSocketCloseStatus status, string why, CancellationToken cancellationToken)
    {
        await socket.CloseOutputAsync(status, why, cancellationToken);
        return null;
    }
}
