using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Benchmarks.Load;

/// <summary>Where load goes: an OpenAI-shaped service on loopback.</summary>
/// <param name="Url">Its root, without <c>/v1</c>.</param>
/// <param name="Headers">Headers of every call: keys, identity.</param>
internal sealed record LoadTarget(Uri Url, IReadOnlyDictionary<string, string> Headers)
{
    // About the size of a short question with instructions.
    private const string Instructions = "You are a helpful assistant. Answer briefly, in the language of the question, and say so when you do not know. 请简短回答。";
    private const string Question = "What does this service do, and how would I add a provider key to it? 它是做什么的？";

    /// <summary>The bytes of one chat request.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Whether to stream the answer.</param>
    public byte[] ChatRequest(string model, bool stream)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model,
            stream,
            messages = new[] { new { role = "system", content = Instructions }, new { role = "user", content = Question } },
        });
        var head = new StringBuilder($"POST /v1/chat/completions HTTP/1.1\r\nHost: {Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        return [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }
}
