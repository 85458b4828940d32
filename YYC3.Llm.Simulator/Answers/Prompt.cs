namespace YYC3.Llm.Simulator.Answers;

/// <summary>What an answer may want to know of the prompt, read from whichever dialect.</summary>
/// <param name="LastUserText">The text of the last user message.</param>
/// <param name="LastRole">The role of the last message: after a <c>tool</c> message no further call is made.</param>
/// <param name="LastText">The text of the last message, whoever wrote it.</param>
/// <param name="Tools">The names of the offered tools.</param>
/// <param name="Bytes">UTF-8 bytes of the request, the stuff of estimated prompt tokens.</param>
internal sealed record Prompt(string LastUserText, string LastRole, string LastText, IReadOnlyList<string> Tools, int Bytes)
{
    /// <summary>The media types of all images, in order; an address counts as <c>url</c>.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];
}
