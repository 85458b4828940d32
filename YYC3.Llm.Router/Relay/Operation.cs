namespace YYC3.Llm.Router.Relay;

/// <summary>What a call asks for. One instance each; compared by reference.</summary>
/// <param name="Index">Its place in <see cref="All"/>, for tables made once.</param>
/// <param name="Name">As <c>gen_ai.operation.name</c> has it.</param>
/// <param name="Path">Under a provider's base URL, as OpenAI has it.</param>
/// <param name="InputField">The field that holds the input.</param>
internal sealed record Operation(int Index, string Name, string Path, string InputField)
{
    public static readonly Operation Chat = new(0, "chat", "chat/completions", "messages");
    public static readonly Operation Embeddings = new(1, "embeddings", "embeddings", "input");

    public static readonly Operation[] All = [Chat, Embeddings];
}
