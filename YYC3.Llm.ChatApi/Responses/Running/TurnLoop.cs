using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Personal;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ChatApi.Tools;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Assembles the context, asks the model, runs the tools that are run here, and asks again until the model is done.</summary>
internal sealed class TurnLoop(ModelTurn model, ChatMessages messages, ContextBuilder contexts, ModelFacts facts, TokenCalibration calibration, PersonalSections personal, IOptions<ResponseOptions> options, TimeProvider time)
{
    /// <summary>How long a streaming caller waits for the model's refusal before the stream begins: until then it is told as an HTTP error.</summary>
    private static readonly TimeSpan RefusalWindow = TimeSpan.FromSeconds(2);

    /// <summary>Has the model do its turns.</summary>
    /// <param name="state">The response.</param>
    /// <param name="history">The items before the request, oldest first.</param>
    /// <param name="tools">Its tools.</param>
    /// <param name="stop">The run is cancelled.</param>
    /// <returns>Null when the response is complete; else why it is not, as OpenAI's <c>incomplete_details.reason</c>.</returns>
    /// <exception cref="ApiException">The model refused or failed, or the context does not fit.</exception>
    public async Task<string?> RunAsync(ResponseState state, IReadOnlyList<JsonObject> history, OpenTools tools, CancellationToken stop)
    {
        var request = state.Request;
        var caller = state.Run.Caller;
        var fact = await facts.OfAsync(request.Model, caller, stop);
        if (request.Background)
        {
            state.Begin();
        }

        await using var opened = tools;
        await tools.BeginAsync([.. history, .. request.Input], state, stop);
        var question = Question(request.Input) ?? Question(history) ?? "";
        var (sections, ownLength) = state.IsTemporary ? ([], null) : await personal.ForAsync(caller, question, stop);
        if (await PrepareAsync(state, tools, fact, question, stop) is { Length: > 0 } prepared)
        {
            sections = [.. sections, new ContextSection("knowledge", prepared, [.. state.Sources.Select(source => source.ChunkId)])];
        }
        List<JsonObject> work = [.. request.Input, .. state.Output]; // The request's items, then what the model and the tools add: what the next turn sees.
        var calls = 0;
        var repaired = false;
        var isCompacted = false;
        for (var turn = 0; turn < options.Value.MostTurns; turn++)
        {
            // What the caller forces holds for the first turn only, or the model would never end.
            var (allowed, choice) = tools.Choose(request.ToolChoice);
            var functions = fact.CanCallTools && !(request.MaxToolCalls is { } most && calls >= most) ? allowed : [];
            var instructions = string.Join("\n\n", sections.Select(section => section.Text).Prepend(request.Instructions).Where(text => !string.IsNullOrEmpty(text)));
            var context = await contexts.BuildAsync(
                new ContextRequest
                {
                    Caller = caller,
                    Model = request.Model,
                    Instructions = instructions,
                    Sections = sections,
                    History = history,
                    Input = work,
                    Tools = functions,
                    MaxOutputTokens = request.MaxOutputTokens,
                    MayTruncate = request.MayTruncate,
                    CompactAbove = isCompacted ? null : request.CompactAbove, // Once a response: a second summary would say the same.
                    MaxContextLength = Smaller(request.MaxContextLength, ownLength),
                },
                stop);
            state.Receipt = context.Receipt;
            if (context.Compaction is { } compaction)
            {
                isCompacted = true;
                state.Begin();
                state.Add(compaction);
                history = [compaction, .. history.Where(item => context.Items.Any(kept => ReferenceEquals(kept, item)))];
            }

            var chat = ChatRequest.Write(request, functions, turn == 0 || choice.AsText() == "none" ? choice : null, await messages.WriteAsync(instructions, context.Items, caller, stop));
            var writer = new TurnWriter(state, hold: request.Format.IsJson, name => tools.OwnerOf(name) is not null);
            var before = state.Output.Count;
            TurnResult result;
            try
            {
                var asking = model.AskAsync(chat, caller with { Conversation = request.Conversation ?? caller.Conversation }, stop);
                if (!state.HasBegun)
                {
                    await Task.WhenAny(asking, Task.Delay(request.Stream ? RefusalWindow : Timeout.InfiniteTimeSpan, time, stop));
                    if (!asking.IsFaulted && !asking.IsCanceled)
                    {
                        state.Begin();
                    }
                }

                using var answer = await asking;
                var finish = await model.ReadAsync(answer, writer, state.Usage, stop);
                calibration.Learn(request.Model, context.Tokens, state.Usage.LastInput);
                if (request.Format.IsJson && writer.Held.Length > 0 && SchemaCheck.Fault(request.Format, writer.Held) is { } fault && finish == "stop")
                {
                    if (repaired)
                    {
                        throw new ApiException(StatusCodes.Status502BadGateway, $"The model's answer does not fit the schema, and its second try does not either: {fault}", ApiException.Server, "text.format", "server_error");
                    }

                    repaired = true;
                    work.Add(InputItems.Message("assistant", writer.Held, time));
                    work.Add(InputItems.Message("user", $"That does not fit the required format: {fault} Answer again, with nothing but the corrected JSON.", time));
                    continue;
                }

                result = writer.End(finish);
            }
            catch
            {
                writer.Abandon();
                throw;
            }

            var made = state.Output.Skip(before).ToList();
            work.AddRange(made);
            var owned = result.Calls.Where(call => tools.OwnerOf(call.Function) is not null).ToList();
            if (owned.Count == 0 || owned.Count < result.Calls.Count)
            {
                return result.FinishReason switch
                {
                    "length" => "max_output_tokens",
                    "content_filter" => "content_filter",
                    _ => null,
                };
            }

            var waits = false;
            foreach (var call in owned)
            {
                calls++;
                var text = request.MaxToolCalls is { } limit && calls > limit
                    ? "The limit of tool calls is reached. Answer with what you have."
                    : await tools.OwnerOf(call.Function)!.CallAsync(call, state, stop);
                waits |= text is null;
                work.Add(new JsonObject { ["type"] = "function_call", ["call_id"] = call.Id, ["name"] = call.Function, ["arguments"] = call.Arguments, ["extra_content"] = call.Extra?.DeepClone() });
                work.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = call.Id, ["output"] = text });
            }

            if (waits)
            {
                return null; // The caller decides first.
            }
        }

        return "max_tool_calls";
    }

    // A model that cannot call functions, or is told to use a tool, has it used for the question before its first turn.
    private static async Task<string> PrepareAsync(ResponseState state, OpenTools tools, ModelFact fact, string question, CancellationToken stop)
    {
        var texts = new List<string>();
        foreach (var (type, session) in tools.Sessions)
        {
            if (!fact.CanCallTools || (state.Request.ToolChoice as JsonObject)?["type"].AsText() == type)
            {
                state.Begin();
                if (await session.PrepareAsync(question, state, stop) is { } text)
                {
                    texts.Add(text);
                }
            }
        }

        return string.Join("\n\n", texts);
    }

    private static int? Smaller(int? one, int? other) => one is null || other is null ? one ?? other : Math.Min(one.Value, other.Value);

    private static string? Question(IReadOnlyList<JsonObject> items) => items
        .LastOrDefault(item => item["type"].AsText() == "message" && item["role"].AsText() == "user")?["content"] is JsonArray parts
            ? string.Join('\n', parts.OfType<JsonObject>().Select(part => part["text"].AsText()).OfType<string>())
            : null;
}
