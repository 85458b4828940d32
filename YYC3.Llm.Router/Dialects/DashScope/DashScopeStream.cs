using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>A stream: usage in every event, counted up; a last event with the reason; no end marker that is documented.</summary>
internal sealed class DashScopeStream(CallerRequest request) : IStreamTranslation
{
    private readonly SortedDictionary<int, DashScopeChoice> choices = [];
    private string? id;
    private bool used, searched;

    public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
    {
        failure = null;
        var data = block.Data.Span;
        if (OpenAiEvents.IsDone(data))
        {
            Usage(facts, output);
            return StreamSigns.Done; // Proxies in between add it.
        }

        var status = DashScopeErrors.Status(block.Raw.Span);
        using var answer = DashScopeAnswer.Parse(block.Name.Span.SequenceEqual("error"u8) && status is >= 200 and <= 299 ? 500 : status, data, out failure);
        if (answer is null)
        {
            return StreamSigns.Error;
        }

        answer.Note(facts);
        facts.Model = request.Deployment.UpstreamModel;
        id ??= answer.Id;
        var signs = StreamSigns.None;
        foreach (var part in answer.Choices())
        {
            if (!choices.TryGetValue(part.Index, out var choice))
            {
                choices.Add(part.Index, choice = new DashScopeChoice(request, part.Index));
            }

            signs |= part.HasContent ? StreamSigns.Content : StreamSigns.None;
            if (choice.Take(part, facts.OutputTokens) || (!searched && DashScopeJson.Has(answer.Output, "search_info", out _)))
            {
                Chunk(output, choice, searched ? default : answer.Output, part);
                searched |= DashScopeJson.Has(answer.Output, "search_info", out _);
            }

            if (choice.Ends(part))
            {
                facts.Finished(choice.Reason!);
                signs |= choices.Values.All(one => one.IsFinished) ? StreamSigns.Finish : StreamSigns.None;
            }
        }

        return signs;
    }

    public bool End(AnswerFacts facts, IBufferWriter<byte> output)
    {
        var whole = choices.Count > 0 && choices.Values.All(choice => choice.IsFinished);
        if (whole)
        {
            Usage(facts, output);
        }

        return whole;
    }

    private void Chunk(IBufferWriter<byte> output, DashScopeChoice choice, JsonElement searchedIn, DashScopeAnswer.Choice part)
    {
        output.Write("data: "u8);
        using (var json = DashScopeJson.Writer(output))
        {
            DashScopeWriter.Head(json, request, id, "chat.completion.chunk"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, part.Index);
            json.WriteStartObject("delta"u8);
            choice.WriteDelta(json);
            DashScopeWriter.Extra(json, searchedIn, part);
            json.WriteEndObject();
            DashScopeWriter.Tail(json, part.Element, choice.Reason, choice.NativeReason);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private void Usage(AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (!request.IncludeUsage || used || facts.Usage is not { } usage)
        {
            return;
        }

        used = true;
        output.Write("data: "u8);
        using (var json = DashScopeJson.Writer(output))
        {
            DashScopeWriter.Head(json, request, id, "chat.completion.chunk"u8);
            json.WriteEndArray();
            DashScopeWriter.Usage(json, usage);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
