using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A project: what keys, files, conversations and costs belong to.</summary>
internal sealed record Project(string Id, string Object, string Name, long CreatedAt, long? ArchivedAt, string Status, string? ExternalKeyId)
{
    public static Project From(ProjectRow row) => new(
        row.Id,
        "organization.project",
        row.Name,
        Microseconds.ToUnixSeconds(row.CreatedAt),
        row.ArchivedAt is { } archived ? Microseconds.ToUnixSeconds(archived) : null,
        row.ArchivedAt is null ? "active" : "archived",
        null);
}
