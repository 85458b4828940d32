using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// Brings OpenAI's messages into Anthropic's form: system and developer messages stand apart, turns alternate, the results of a turn's
/// tool calls stand together at the beginning of the next one, and nothing is empty.
/// </summary>
internal sealed class MessagesHistory(RequestWarnings warnings)
{
    private readonly List<MessageBlock> system = [];
    private readonly List<Turn> turns = [];

    /// <summary>Whether the last tool calls came without the thinking that a model with a budget wants to see again.</summary>
    public bool LastCallsLackThinking => turns.FindLast(turn => !turn.IsUser) is { } last && last.Blocks.Any(block => block.IsCall) && !last.Blocks[0].IsThinking;

    /// <summary>Reads the messages; says which of them cannot be told.</summary>
    public Failure? Read(JsonElement messages)
    {
        var i = 0;
        foreach (var message in messages.Items())
        {
            var at = $"messages[{i++}]";
            var parts = new MessageParts(at, warnings);
            switch (message.Text("role"))
            {
                case "system" or "developer":
                    parts.Read(message, textOnly: true);
                    system.AddRange(parts.Blocks);
                    break;
                case "user":
                    parts.Read(message);
                    TurnOf(user: true).Blocks.AddRange(parts.Blocks);
                    break;
                case "assistant":
                    parts.Read(message, textOnly: true);
                    TurnOf(user: false).Blocks.AddRange(AssistantBlocks.Of(message, parts.Blocks, at, parts));
                    break;
                case "tool":
                    if (message.Text("tool_call_id") is not { Length: > 0 } id)
                    {
                        return Failure.OfCaller($"{at}.tool_call_id", $"Missing required parameter: '{at}.tool_call_id'. Say which call this is the result of.", "missing_required_parameter");
                    }

                    parts.Read(message);
                    TurnOf(user: true).Results.Add(MessageBlock.Result(id, parts.Blocks, message));
                    break;
                case var role:
                    return Failure.OfCaller($"{at}.role", $"Invalid '{at}.role': '{role}' is not one of 'system', 'developer', 'user', 'assistant' and 'tool'.", "invalid_value");
            }

            if (parts.Wrong is { } wrong)
            {
                return wrong;
            }
        }

        turns.RemoveAll(turn => turn.Results.Count + turn.Blocks.Count == 0);
        Merge();
        if (turns.Count == 0 && system.Count == 0)
        {
            return Failure.OfCaller("messages", "All messages are empty. Anthropic wants at least one with content.", "empty_value");
        }

        if (turns.Count == 0)
        {
            // Instructions alone are no conversation there.
            turns.Add(new Turn(true));
            turns[0].Blocks.AddRange(system);
            system.Clear();
        }

        if (!turns[0].IsUser)
        {
            // A conversation begins with the user there.
            turns.Insert(0, new Turn(true));
            turns[0].Blocks.Add(MessageBlock.OfText("."));
        }

        if (turns[^1] is { IsUser: false, Blocks: [.., { Text: { } text }] last })
        {
            // An answer to be carried on may not end in whitespace.
            last[^1] = last[^1] with { Text = text.TrimEnd() is { Length: > 0 } trimmed ? trimmed : "…" };
        }

        return null;
    }

    /// <summary>Adds an instruction.</summary>
    public void Instruct(string text) => system.Add(MessageBlock.OfText(text));

    public void Write(Utf8JsonWriter json, bool systemIsDeployed)
    {
        if (system.Count > 0 && !systemIsDeployed)
        {
            json.WriteStartArray("system"u8);
            system.ForEach(block => block.Write(json));
            json.WriteEndArray();
        }

        json.WriteStartArray("messages"u8);
        foreach (var turn in turns)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, turn.IsUser ? "user"u8 : "assistant"u8);
            json.WriteStartArray("content"u8);
            turn.Results.ForEach(block => block.Write(json));
            turn.Blocks.ForEach(block => block.Write(json));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private Turn TurnOf(bool user)
    {
        if (turns.Count == 0 || turns[^1].IsUser != user)
        {
            turns.Add(new Turn(user));
        }

        return turns[^1];
    }

    // Where an empty turn stood between two of one role, they follow each other now.
    private void Merge()
    {
        for (var i = turns.Count - 1; i > 0; i--)
        {
            if (turns[i].IsUser == turns[i - 1].IsUser)
            {
                turns[i - 1].Results.AddRange(turns[i].Results);
                turns[i - 1].Blocks.AddRange(turns[i].Blocks);
                turns.RemoveAt(i);
            }
        }
    }

    private sealed record Turn(bool IsUser)
    {
        public List<MessageBlock> Results { get; } = [];

        public List<MessageBlock> Blocks { get; } = [];
    }
}
