using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>
/// Brings messages into the order Baidu wants: an odd number, the user's (or a function's) and the assistant's by turns, the user's first and
/// last, no instructions among them. Neighbours of one side are put together; where that cannot be, a turn is put between them.
/// </summary>
internal sealed class WenxinTurns(RequestWarnings warnings)
{
    /// <summary>What stands where something must stand: an empty text is refused.</summary>
    private const string Filler = ".";

    private readonly List<Turn> turns = [];
    private readonly List<string> system = [];
    private readonly List<Asked> asked = [];
    private string? before;
    private bool answered;

    /// <summary>The instructions; null when there are none.</summary>
    public string? System => system.Count == 0 ? null : string.Join("\n\n", system);

    public IReadOnlyList<Turn> Turns => turns;

    /// <summary>Takes the next message.</summary>
    /// <param name="message">OpenAI's.</param>
    /// <param name="index">Its place, for errors.</param>
    /// <returns>Null, or why it cannot be sent.</returns>
    public Failure? Add(JsonElement message, int index)
    {
        var role = WenxinJson.Text(message, "role") ?? "";
        if (WenxinJson.Content(message, index, out var text) is { } failure)
        {
            return failure;
        }

        if (role is not ("tool" or "function"))
        {
            Unanswered();
        }

        switch (role)
        {
            case "system" or "developer":
                Instruct(text);
                return null;
            case "user":
                Put(new Turn("user", text));
                return null;
            case "tool":
                Answer(WenxinJson.Text(message, "tool_call_id"), WenxinJson.Text(message, "name"), text);
                return null;
            case "function":
                Answer(null, WenxinJson.Text(message, "name"), text);
                return null;
            case "assistant":
                Say(message, text);
                return null;
            default:
                return Failure.OfCaller($"messages[{index}].role", $"Invalid 'messages[{index}].role': '{role}'. Give 'system', 'developer', 'user', 'assistant' or 'tool'.", "invalid_value");
        }
    }

    /// <summary>Adds to the instructions.</summary>
    public void Instruct(string text)
    {
        if (text.Length > 0)
        {
            system.Add(text);
        }
    }

    /// <summary>No more messages come.</summary>
    public void End()
    {
        Unanswered();
        if (turns.Count == 0 && System is { } instructions)
        {
            system.Clear();
            turns.Add(new Turn("user", instructions));
        }
        else if (turns.Count > 0 && turns[^1].IsAssistant)
        {
            turns.Add(new Turn("user", "Continue."));
            warnings.Add("messages ended with the assistant and got a user's Continue: wenxin does not complete a begun answer");
        }
    }

    private void Say(JsonElement message, string text)
    {
        asked.AddRange(WenxinJson.Calls(message));
        if (asked.Count == 0)
        {
            Put(new Turn("assistant", text));
            return;
        }

        before = text;
        answered = false;
    }

    /// <summary>A tool's result: the call that asked for it goes right before it, as only one call fits into a turn.</summary>
    private void Answer(string? id, string? name, string text)
    {
        var at = id is null ? asked.FindIndex(call => call.Name == name) : asked.FindIndex(call => call.Id == id);
        if (at >= 0)
        {
            Put(new Turn("assistant", before ?? "") { Call = asked[at] });
            name = asked[at].Name;
            asked.RemoveAt(at);
            before = null;
            answered = true;
        }

        Put(new Turn("function", text) { Name = name ?? "tool" });
    }

    private void Unanswered()
    {
        if (asked.Count > 0 && !answered)
        {
            Put(new Turn("assistant", before ?? "") { Call = asked[0] });
        }

        asked.Clear();
        before = null;
    }

    private void Put(Turn turn)
    {
        if (turns.Count == 0 ? turn.Role != "user" : turns[^1].IsAssistant == turn.IsAssistant)
        {
            if (turns.Count > 0 && turns[^1].CanTake(turn))
            {
                turns[^1] = turns[^1] with { Text = turns[^1].Text.Length == 0 ? turn.Text : $"{turns[^1].Text}\n\n{turn.Text}" };
                return;
            }

            if (turns.Count > 0 || turn.IsAssistant)
            {
                turns.Add(new Turn(turn.IsAssistant ? "user" : "assistant", Filler));
            }
            else
            {
                turns.Add(new Turn("user", Filler));
                turns.Add(new Turn("assistant", Filler));
            }

            warnings.Add("messages got a turn more: wenxin wants user and assistant by turns");
        }

        turns.Add(turn);
    }

    /// <summary>One message as Baidu has it.</summary>
    internal sealed record Turn(string Role, string Text)
    {
        /// <summary>Which function answered.</summary>
        public string? Name { get; init; }

        public Asked? Call { get; init; }

        public bool IsAssistant => Role == "assistant";

        public bool CanTake(Turn next) => Role == next.Role && Role != "function" && Call is null && next.Call is null;
    }

    /// <summary>A call of a tool.</summary>
    internal sealed record Asked(string? Id, string Name, string Arguments);
}
