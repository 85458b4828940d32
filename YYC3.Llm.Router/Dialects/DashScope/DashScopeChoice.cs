using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>One choice of a stream: what came of it so far, and what the next chunk is to say.</summary>
internal sealed class DashScopeChoice(CallerRequest request, int index)
{
    private readonly GrowingText text = new();
    private readonly GrowingText reasoning = new();
    private readonly SortedDictionary<int, ToolCall> calls = [];
    private string newText = "", newReasoning = "";
    private bool begun, finished;

    public bool IsFinished => finished;

    /// <summary>OpenAI's reason; null until the choice ends.</summary>
    public string? Reason { get; private set; }

    public string? NativeReason { get; private set; }

    /// <summary>Takes what an event says. False when a chunk would say nothing.</summary>
    public bool Take(DashScopeAnswer.Choice part, long tokens)
    {
        newReasoning = reasoning.Take(part.Reasoning, tokens);
        newText = text.Take(part.Text, tokens);
        var at = 0;
        foreach (var call in part.Calls)
        {
            var number = (int)Math.Clamp(DashScopeJson.Number(call, "index") ?? at, 0, 1024);
            if (!calls.TryGetValue(number, out var known))
            {
                calls.Add(number, known = new ToolCall(calls.Count));
            }

            known.Take(call, tokens);
            at++;
        }

        if (!finished && part.Finish is { } reason)
        {
            newReasoning += reasoning.End();
            newText += text.End();
            foreach (var call in calls.Values)
            {
                call.End();
            }

            Reason = DashScopeWriter.Reason(reason, calls.Count > 0, out var native);
            NativeReason = native;
        }

        return !begun || (Reason is not null && !finished) || newText.Length > 0 || newReasoning.Length > 0 || calls.Values.Any(call => call.HasNews) || part.Parts().Any();
    }

    /// <summary>Whether the event ended the choice; once.</summary>
    public bool Ends(DashScopeAnswer.Choice part)
    {
        var ends = !finished && part.Finish is not null;
        finished |= ends;
        return ends;
    }

    /// <summary>Writes the fields of <c>delta</c>.</summary>
    public void WriteDelta(Utf8JsonWriter json)
    {
        if (!begun)
        {
            begun = true;
            json.WriteString("role"u8, "assistant"u8);
        }

        if (newReasoning.Length > 0)
        {
            json.WriteString("reasoning_content"u8, newReasoning);
        }

        if (newText.Length > 0)
        {
            json.WriteString("content"u8, newText);
        }

        if (!calls.Values.Any(call => call.HasNews))
        {
            return;
        }

        json.WriteStartArray("tool_calls"u8);
        foreach (var call in calls.Values.Where(call => call.HasNews))
        {
            call.Write(json, request, index);
        }

        json.WriteEndArray();
    }

    /// <summary>One tool call, whose arguments come in pieces, or grow.</summary>
    /// <param name="at">Its place among the calls, from 0.</param>
    private sealed class ToolCall(int at)
    {
        private readonly GrowingText arguments = new();
        private string? id, name;
        private string newArguments = "";
        private bool told, given;

        public bool HasNews => newArguments.Length > 0 || (!told && name is not null);

        public void Take(JsonElement call, long tokens)
        {
            DashScopeJson.Has(call, "function", out var function);
            id ??= DashScopeJson.Text(call, "id") is { Length: > 0 } given ? given : null;
            name ??= DashScopeJson.Text(function, "name") is { Length: > 0 } called ? called : null;
            newArguments += arguments.Take(DashScopeJson.Text(function, "arguments") ?? "", tokens);
        }

        public void End()
        {
            newArguments += arguments.End();
            if (!given && newArguments.Length == 0)
            {
                newArguments = "{}"; // A call without arguments; clients parse what they get.
            }
        }

        public void Write(Utf8JsonWriter json, CallerRequest request, int choice)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, at);
            if (!told)
            {
                told = true;
                json.WriteString("id"u8, id ?? DashScopeWriter.CallId(request, choice, at));
                json.WriteString("type"u8, "function"u8);
            }

            json.WriteStartObject("function"u8);
            if (name is { Length: > 0 })
            {
                json.WriteString("name"u8, name);
                name = "";
            }

            given |= newArguments.Length > 0;
            json.WriteString("arguments"u8, newArguments);
            newArguments = "";
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }
}
