namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A service account as it is stored: a program that has keys of its own. Times are UTC microseconds.</summary>
internal sealed record ServiceAccountRow(string Id, string Name, string Role, long CreatedAt);
