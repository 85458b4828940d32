namespace YYC3.Llm.ServiceDefaults.Identity;

/// <summary>The headers in which a caller's identity travels between the services. ChatApi strips them from outside requests.</summary>
public static class CallerHeaders
{
    /// <summary>The prefix of all of them.</summary>
    public const string Prefix = "x-yyc3-";

    /// <summary>The secret that makes the others believable.</summary>
    public const string Internal = "x-yyc3-internal";

    /// <summary>The project that the call belongs to.</summary>
    public const string Tenant = "x-yyc3-tenant";

    /// <summary>The id of the API key that was used.</summary>
    public const string KeyId = "x-yyc3-key-id";

    /// <summary>The user within the project, where one is known.</summary>
    public const string User = "x-yyc3-user";

    /// <summary>The conversation, where the call is part of one.</summary>
    public const string Conversation = "x-yyc3-conversation";

    /// <summary>The id under which the call is found in logs, traces and the ledger.</summary>
    public const string RequestId = "x-yyc3-request-id";

    /// <summary>What a call may cost at most.</summary>
    public const string MaxCost = "x-yyc3-max-cost";

    /// <summary>Whether a kept answer will do.</summary>
    public const string Cache = "x-yyc3-cache";

    /// <summary>How long the answer may be kept.</summary>
    public const string CacheTtl = "x-yyc3-cache-ttl";

    /// <summary>What the answer is kept and counted under.</summary>
    public const string Tags = "x-yyc3-tags";

    /// <summary>Whether another model may carry on a stream that broke off.</summary>
    public const string Continue = "x-yyc3-continue";

    /// <summary>Longest value of a header with which a caller steers a call.</summary>
    public const int LongestSteering = 256;

    /// <summary>The headers with which callers steer their calls: ChatApi checks them and hands them on to Router.</summary>
    public static IReadOnlyList<string> Steering { get; } = [MaxCost, Cache, CacheTtl, Tags, Continue];

    /// <summary>The header of an answer in which the caller is told that id, as OpenAI names it.</summary>
    public const string ResponseRequestId = "x-request-id";
}
