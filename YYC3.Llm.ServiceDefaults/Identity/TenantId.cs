namespace YYC3.Llm.ServiceDefaults.Identity;

/// <summary>Whose rows these are: the id of a project, such as <c>proj_default</c>. Every stored row carries one.</summary>
/// <param name="Value">The project's id.</param>
public readonly record struct TenantId(string Value)
{
    /// <summary>The project that the bootstrap key belongs to.</summary>
    public static TenantId Default { get; } = new("proj_default");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
