using YYC3.Llm.ChatApi.Chat.Stored;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>A chat call with a <c>file_search</c> tool: retrieve, ask the model with the sources, annotate what it cites.</summary>
internal sealed class GroundedChat(Services services, StreamRelay streams, KnowledgeSearch knowledge)
{
    /// <summary>Tells that an answer is not grounded although it was asked for: the knowledge service was down.</summary>
    public const string WarningHeader = "x-yyc3-warnings";

    public async Task HandleAsync(HttpContext context, ReadOnlyMemory<byte> body, bool isStream, CallerIdentity caller, StoredCall? stored = null)
    {
        var request = GroundedRequest.Parse(body);
        var passages = await RetrieveAsync(context, request, caller);
        using var content = new JsonBody(request.Write(passages));
        if (isStream)
        {
            IEventFilter filter = new GroundedStream(passages ?? []);
            await streams.RelayAsync(context, services.Router, content, caller, stored is null ? filter : new StoredStream(stored, filter));
            return;
        }

        using var answer = await services.Router.SendAsync(HttpMethod.Post, context.Request.Path.ToUriComponent(), content, caller, context.RequestAborted);
        if (!answer.IsSuccessStatusCode)
        {
            await PlainRelay.CopyAsync(context, services.Router, answer);
            return;
        }

        await AnswerAsync(context, answer, passages ?? [], stored);
    }

    private async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, IReadOnlyList<Passage> passages, StoredCall? stored)
    {
        ReadOnlyMemory<byte> annotated;
        try
        {
            annotated = GroundedAnswer.Annotate(await answer.Content.ReadAsByteArrayAsync(context.RequestAborted), passages);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw services.Router.Down(failure);
        }

        AnswerHead.Copy(answer, context.Response);
        if (stored is not null)
        {
            await stored.KeepAsync(context, annotated);
        }

        context.Response.ContentLength = annotated.Length;
        await context.Response.BodyWriter.WriteAsync(annotated, context.RequestAborted);
    }

    // Answers without grounding, and marked so, beat none; a caller's mistake is told.
    private async Task<IReadOnlyList<Passage>?> RetrieveAsync(HttpContext context, GroundedRequest request, CallerIdentity caller)
    {
        try
        {
            return await knowledge.SearchAsync(request, caller, context.RequestAborted);
        }
        catch (ApiException failure) when (failure.Status >= StatusCodes.Status500InternalServerError)
        {
            context.Response.Headers[WarningHeader] = "grounding_unavailable";
            return null;
        }
    }
}
