using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>Stands where the network would: a chat-completions request in, its answer out, plain or as events.</summary>
internal sealed class OfflineHandler(TimeProvider time) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(
            await request.Content!.ReadAsByteArrayAsync(cancellationToken), new JsonDocumentOptions { MaxDepth = 256 });
        var prompt = OfflinePrompt.Read(document.RootElement);
        var wire = new OfflineWire(prompt, OfflineAnswer.To(prompt), time);
        var content = new ReadOnlyMemoryContent(prompt.Stream ? wire.Events() : wire.Whole());
        content.Headers.ContentType = new MediaTypeHeaderValue(prompt.Stream ? "text/event-stream" : "application/json");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content, RequestMessage = request };
    }
}
