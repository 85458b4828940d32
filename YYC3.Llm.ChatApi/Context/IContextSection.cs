namespace YYC3.Llm.ChatApi.Context;

/// <summary>A named part of the instructions that is recalled, not sent: profile, facts. An open list, in the order of registration.</summary>
internal interface IContextSection
{
    /// <summary>Its name in the receipt, such as <c>profile</c>.</summary>
    string Name { get; }

    /// <summary>Its text for this request, most important lines first: lines at the end are left out when tokens are short.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The lines; empty when there is nothing to say.</returns>
    Task<IReadOnlyList<string>> ReadAsync(ContextRequest request, CancellationToken cancellationToken);
}
