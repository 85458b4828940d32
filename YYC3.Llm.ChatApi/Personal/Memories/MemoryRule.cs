using System.Text.RegularExpressions;

namespace YYC3.Llm.ChatApi.Personal.Memories;

/// <summary>How a kind of statement is recognised.</summary>
/// <param name="Kind">As <see cref="Memory.Kind"/>.</param>
/// <param name="Name">As <see cref="Memory.Name"/>.</param>
/// <param name="Pattern">Matches within one sentence; its group <c>v</c> is the value unless <paramref name="Value"/> is set.</param>
/// <param name="Value">The value that it stands for; null: the group's.</param>
internal sealed record MemoryRule(string Kind, string Name, Regex Pattern, string? Value = null);
