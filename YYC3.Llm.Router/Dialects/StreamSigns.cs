namespace YYC3.Llm.Router.Dialects;

/// <summary>What an event of a streamed answer means to the relay.</summary>
[Flags]
internal enum StreamSigns
{
    /// <summary>Nothing: a role, a keep-alive.</summary>
    None = 0,

    /// <summary>Text, reasoning, a tool call: something the caller waits for. Past it there is no failing over.</summary>
    Content = 1,

    /// <summary>A choice ended with a reason: the answer is whole even if no end marker follows.</summary>
    Finish = 2,

    /// <summary>The end marker.</summary>
    Done = 4,

    /// <summary>The provider says that it failed.</summary>
    Error = 8,

    /// <summary>Usage and no choice: nothing for a caller who did not ask for it.</summary>
    UsageOnly = 16,
}
