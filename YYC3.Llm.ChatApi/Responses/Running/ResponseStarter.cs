using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Personal.Templates;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ChatApi.Tools;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Starts responses, however they are asked for.</summary>
internal sealed class ResponseStarter(
    InputItems items,
    History history,
    ToolBox toolBox,
    PromptTemplates templates,
    ResponseStore store,
    IConversations conversations,
    RunDirectory runs,
    RunInstance instance,
    ResponseRunner runner,
    IOptions<ResponseOptions> options,
    TimeProvider time)
{
    /// <summary>Checks a request, stores it where it is to be stored, and starts its run.</summary>
    /// <param name="body">OpenAI's create request.</param>
    /// <param name="callerOf">Who asks, for the user that the request names.</param>
    /// <param name="cancellationToken">Gives up; a run that has started goes on.</param>
    /// <exception cref="ApiException">The request is wrong, or names what there is not.</exception>
    public async Task<ResponseState> StartAsync(JsonObject body, Func<string?, CallerIdentity> callerOf, CancellationToken cancellationToken)
    {
        var request = ResponseRequest.Parse(body, items);
        var caller = callerOf(request.SafetyIdentifier ?? request.User);
        var tools = toolBox.Open(request.Tools);
        tools.CheckChoice(request.ToolChoice);
        SchemaCheck.Require(request.Format);
        var reach = new Reach(caller.Tenant, callerOf(null).User);
        var before = await history.OfAsync(caller, reach, request.PreviousId, request.Conversation, request.After, cancellationToken);
        request = request with { Input = await history.ResolveAsync(reach, request.Input, before, cancellationToken) };
        if (request.Prompt is { } prompt)
        {
            var text = await templates.RenderAsync(Whose.Of(caller), prompt.Id, prompt.Version, prompt.Variables, "prompt", cancellationToken);
            request = request with { Instructions = string.IsNullOrEmpty(request.Instructions) ? text : $"{text}\n\n{request.Instructions}" };
        }

        var isTemporary = request.IsTemporary || (request.Conversation is { } conversation && await conversations.IsTemporaryAsync(caller, conversation, cancellationToken));

        var now = time.GetUtcNow();
        var id = Ids.New("resp", time);
        var state = new ResponseState(request, id, now, time) { Run = runs.Open(id, caller, request.IsPersistent), IsTemporary = isTemporary, Tools = tools.Shown };
        if (request.IsPersistent)
        {
            await store.BeginAsync(
                caller,
                ResponseBody.Write(state, request.Background ? "queued" : "in_progress"),
                request.Input,
                (request.Conversation, request.After, request.PreviousId),
                instance.Id,
                RunStore.Lease,
                now + (isTemporary ? options.Value.TemporaryRetention : options.Value.Retention),
                cancellationToken);
        }

        runs.Start(state.Run, () => runner.RunAsync(state, before, tools));
        return state;
    }
}
