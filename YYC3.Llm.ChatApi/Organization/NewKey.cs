namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What a new key is to be.</summary>
/// <param name="Name">For people.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Scopes">What it is restricted to; empty: nothing.</param>
/// <param name="ServiceAccountId">Whose it is; null: an admin's.</param>
/// <param name="CreatedBy">The id of the key that made it.</param>
/// <param name="Lifetime">When it stops; null: never.</param>
internal sealed record NewKey(string Name, Access.KeyRole Role, IReadOnlyList<string> Scopes, string? ServiceAccountId, string CreatedBy, TimeSpan? Lifetime);
