using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>The plainest HTTP/1.1 client there is, so that tests see what really went over the wire.</summary>
internal static class WireClient
{
    /// <summary>Posts a chat request for a model and reads until the reply or the connection ends.</summary>
    public static Task<WireReply> ChatAsync(string url, string model, bool stream, string? header = null, string more = "") =>
        PostAsync(url, "/v1/chat/completions", $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"你好 there"}]{{more}}}""", header);

    /// <summary>Posts a body and reads until the reply or the connection ends.</summary>
    public static async Task<WireReply> PostAsync(string url, string path, string body, string? header = null, string headers = "")
    {
        using var socket = await OpenAsync(url, path, body, header, headers);
        return await ReadAsync(socket);
    }

    /// <summary>Sends a request and leaves the reading to the caller.</summary>
    public static async Task<Socket> OpenAsync(string url, string path, string body, string? header = null, string headers = "")
    {
        var target = new Uri(url);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, target.Port, TestContext.Current.CancellationToken);
        var bytes = Encoding.UTF8.GetBytes(body);
        var script = header is null ? "" : $"x-sim: {header}\r\n";
        var head = $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{script}{headers}Content-Length: {bytes.Length}\r\n\r\n";
        await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. bytes], TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<WireReply> ReadAsync(Socket socket)
    {
        var received = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            int count;
            try
            {
                count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.ConnectionReset)
            {
                return Parse(received, "reset");
            }

            if (count == 0)
            {
                return Parse(received, "closed");
            }

            received.AddRange(buffer.AsSpan(0, count));
            if (Parse(received, "open") is { End: "complete" } reply)
            {
                return reply;
            }
        }
    }

    private static WireReply Parse(List<byte> received, string end)
    {
        var bytes = received.ToArray().AsSpan();
        var headEnd = bytes.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return new WireReply(Encoding.ASCII.GetString(bytes), [], end);
        }

        var head = Encoding.ASCII.GetString(bytes[..headEnd]);
        var rest = bytes[(headEnd + 4)..];
        if (!head.Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            var length = int.Parse(head.Split("Content-Length: ")[1].Split('\r')[0]);
            return new WireReply(head, [rest.ToArray()], rest.Length == length ? "complete" : end);
        }

        var pieces = new List<byte[]>();
        while (true)
        {
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
            {
                return new WireReply(head, pieces, end);
            }

            var size = int.Parse(rest[..line], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return new WireReply(head, pieces, "complete");
            }

            if (rest.Length < line + 2 + size + 2)
            {
                return new WireReply(head, pieces, end);
            }

            pieces.Add(rest.Slice(line + 2, size).ToArray());
            rest = rest[(line + 2 + size + 2)..];
        }
    }
}
