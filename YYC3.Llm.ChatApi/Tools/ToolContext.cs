using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>What a tool knows of the run that it serves.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Items">History and input, oldest first: earlier approvals and listings are found here.</param>
/// <param name="Include">The request's <c>include</c>, such as <c>file_search_call.results</c>.</param>
internal sealed record ToolContext(CallerIdentity Caller, IReadOnlyList<JsonObject> Items, IReadOnlySet<string> Include);
