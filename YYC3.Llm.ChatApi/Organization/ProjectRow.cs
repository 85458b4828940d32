namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A project as it is stored. Times are UTC microseconds.</summary>
internal sealed record ProjectRow(string Id, string Name, long CreatedAt, long? ArchivedAt);
