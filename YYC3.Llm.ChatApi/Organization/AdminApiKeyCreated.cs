using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A new admin key on the wire.</summary>
[Description("A new admin key; its value is shown this once.")]
internal sealed record AdminApiKeyCreated : AdminApiKey
{
    public AdminApiKeyCreated(AdminApiKey key, string value)
        : base(key) => Value = value;

    /// <summary>The key, shown this once.</summary>
    public string Value { get; }
}
