namespace YYC3.Llm.ChatApi.Access;

/// <summary>What a key may do besides its scopes. An open set: a role nobody knows may do what a member may.</summary>
/// <param name="Name">The role as it is stored and shown.</param>
internal readonly record struct KeyRole(string Name)
{
    /// <summary>May manage the installation and call models.</summary>
    public static KeyRole Admin { get; } = new("admin");

    /// <summary>May call models, within its project.</summary>
    public static KeyRole Member { get; } = new("member");

    /// <summary>The key of a service account that has no role in its project: may do nothing.</summary>
    public static KeyRole None { get; } = new("none");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
