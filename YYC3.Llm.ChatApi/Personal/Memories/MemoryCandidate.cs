namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>Something that a person wrote about themselves.</summary>
/// <param name="Kind">As <see cref="Memory.Kind"/>.</param>
/// <param name="Name">As <see cref="Memory.Name"/>.</param>
/// <param name="Value">What it is.</param>
/// <param name="Quote">The sentence.</param>
/// <param name="Confidence">How sure it is when it is said once.</param>
internal sealed record MemoryCandidate(string Kind, string Name, string Value, string Quote, double Confidence);
