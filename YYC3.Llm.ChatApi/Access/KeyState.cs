namespace YYC3.Llm.ChatApi.Access;

/// <summary>What became of a key.</summary>
internal enum KeyState
{
    /// <summary>It opens, until it expires.</summary>
    Active,

    /// <summary>It was deleted, or its service account was.</summary>
    Revoked,

    /// <summary>Its project was archived.</summary>
    Archived,

    /// <summary>There is no such key.</summary>
    Unknown,

    /// <summary>We cannot say: the database does not answer, and we have not seen the key lately.</summary>
    Unavailable,
}
