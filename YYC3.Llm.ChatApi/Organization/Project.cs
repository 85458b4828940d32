using System.ComponentModel;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A project on the wire, as OpenAI's admin API has it.</summary>
[Description("A project: what keys, files, conversations and costs belong to.")]
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
