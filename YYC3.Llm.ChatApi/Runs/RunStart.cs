using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>What is known of a run when it begins.</summary>
/// <param name="Id">Its id: the response's, <c>resp_…</c>.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Persistent">Whether it goes on without its caller and can be resumed: <c>store</c>, <c>background</c> or a conversation. One that is not ends with its connection and leaves nothing.</param>
/// <param name="Head">The response object as it stands before anything has happened, from which a run whose owner died is ended as failed; one line of JSON.</param>
internal sealed record RunStart(string Id, CallerIdentity Caller, bool Persistent, ReadOnlyMemory<byte> Head);
