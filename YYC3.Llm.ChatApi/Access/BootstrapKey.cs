using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The first admin key (setting <c>BootstrapKey</c>); AppHost makes, keeps and shows it. Changing the setting changes the key at the next start.</summary>
internal sealed class BootstrapKey
{
    /// <summary>The id under which the key is listed.</summary>
    public const string Id = "key_bootstrap";

    private const int Shortest = 16;

    /// <summary>Reads the setting; without an admin key nobody could make the others.</summary>
    /// <param name="configuration">The service's configuration.</param>
    /// <exception cref="StartupException">The setting is empty, or no usable key.</exception>
    public BootstrapKey(IConfiguration configuration)
    {
        var key = configuration["BootstrapKey"];
        if (string.IsNullOrEmpty(key))
        {
            throw new StartupException("The setting BootstrapKey is empty. AppHost sets it (parameter bootstrap-key); a service started alone needs the environment variable BootstrapKey: the first admin API key.");
        }

        if (key.Length is < Shortest or > KeyHash.LongestKey || key.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new StartupException($"The setting BootstrapKey must have {Shortest} to {KeyHash.LongestKey} visible ASCII characters, and be hard to guess. Leave it to AppHost to make one.");
        }

        Hash = KeyHash.Of(key);
        Redacted = ApiKey.Redact(key);
    }

    /// <summary>The hash of the key.</summary>
    public KeyHash Hash { get; }

    /// <summary>What may be shown of the key.</summary>
    public string Redacted { get; }
}
