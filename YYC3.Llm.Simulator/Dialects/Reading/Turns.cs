using System.Text;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Reading;

/// <summary>Gathers what a request says while a dialect reads it, and checks what all providers check: that tool calls are answered.</summary>
internal sealed class Turns
{
    private readonly List<string> tools = [];
    private readonly List<string> images = [];
    private readonly Dictionary<string, string> open = new(StringComparer.Ordinal);
    private readonly StringBuilder text = new();
    private string lastUser = "", lastRole = "";

    /// <summary>The ids of calls that no result has answered yet.</summary>
    public bool HasOpenCalls => open.Count > 0;

    /// <summary>Begins a message.</summary>
    /// <param name="role">Its role in OpenAI's words.</param>
    public void Begin(string role)
    {
        Settle();
        lastRole = role;
        text.Clear();
    }

    /// <summary>Adds text to the message.</summary>
    public void Text(string piece) => text.Append(piece);

    /// <summary>Notes an image by its media type, or <c>url</c>.</summary>
    public void Image(string type) => images.Add(type);

    /// <summary>Notes an offered tool.</summary>
    public void Tool(string name, string path)
    {
        if (tools.Contains(name, StringComparer.Ordinal))
        {
            throw new ScriptException($"{path}: Tool names must be unique; '{name}' is there twice.");
        }

        tools.Add(name);
    }

    /// <summary>Notes a call that must be answered.</summary>
    public void Call(string id, string name, string path)
    {
        if (!open.TryAdd(id, name))
        {
            throw new ScriptException($"{path}: the id '{id}' is there twice.");
        }
    }

    /// <summary>Notes the result of a call.</summary>
    public void Result(string id, string path)
    {
        if (!open.Remove(id))
        {
            throw new ScriptException($"{path}: '{id}' answers no tool call of the message before it.");
        }
    }

    /// <summary>Refuses to go on while calls wait for results.</summary>
    public void NeedAnswered(string path)
    {
        if (open.Count > 0)
        {
            throw new ScriptException($"{path}: tool calls without results: {string.Join(", ", open.Keys)}.");
        }
    }

    /// <summary>What was read.</summary>
    public Prompt Build(int bytes)
    {
        Settle();
        return new Prompt(lastUser, lastRole, text.ToString(), tools, bytes) { Images = images };
    }

    private void Settle()
    {
        if (lastRole == "user")
        {
            lastUser = text.ToString();
        }
    }
}
