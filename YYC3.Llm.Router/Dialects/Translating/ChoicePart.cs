namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>What one answer, or one event of a stream, says of one choice, in no provider's terms. Raw JSON is as the provider wrote it.</summary>
internal sealed class ChoicePart(int index)
{
    public int Index => index;

    public string? Text { get; private set; }

    public string? Reasoning { get; private set; }

    public List<ToolCall> Calls { get; } = [];

    /// <summary>OpenAI's word for why the choice ended; null while it has not.</summary>
    public string? FinishReason { get; set; }

    /// <summary>The provider's word, where it says more than OpenAI's.</summary>
    public string? NativeReason { get; set; }

    /// <summary>The items of OpenAI's <c>logprobs.content</c>, a JSON array; null when there are none.</summary>
    public byte[]? Logprobs { get; set; }

    /// <summary><c>extra_content</c> of the message or delta, a JSON object; null when there is none.</summary>
    public byte[]? MessageExtra { get; set; }

    /// <summary><c>extra_content</c> of the choice, likewise.</summary>
    public byte[]? ChoiceExtra { get; set; }

    /// <summary>Whether it holds what a caller waits for.</summary>
    public bool HasContent => Text is not null || Reasoning is not null || Calls.Count > 0 || MessageExtra is not null;

    /// <summary>UTF-16 units of text, reasoning and arguments.</summary>
    public int Length => (Text?.Length ?? 0) + (Reasoning?.Length ?? 0) + Calls.Sum(call => call.Arguments.Length);

    /// <summary>Adds text; empty text says nothing.</summary>
    public void AddText(string text) => Text = text.Length == 0 ? Text : Text + text;

    /// <summary>Adds reasoning; empty reasoning says nothing.</summary>
    public void AddReasoning(string text) => Reasoning = text.Length == 0 ? Reasoning : Reasoning + text;
}
