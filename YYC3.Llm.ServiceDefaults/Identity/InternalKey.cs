using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace YYC3.Llm.ServiceDefaults.Identity;

/// <summary>The secret that the services share (setting <c>InternalKey</c>); AppHost makes it and hands it to all of them.</summary>
public sealed class InternalKey
{
    /// <summary>Keeps the secret; an empty one would open the service to everybody.</summary>
    /// <param name="configuration">The service's configuration.</param>
    /// <exception cref="StartupException">The setting is missing or empty.</exception>
    public InternalKey(IConfiguration configuration)
    {
        Value = configuration["InternalKey"] is { Length: > 0 } key
            ? key
            : throw new StartupException("The setting InternalKey is empty. AppHost sets it; a service started alone needs the environment variable InternalKey, the same for ChatApi, Router and RagService.");
    }

    /// <summary>The secret.</summary>
    public string Value { get; }

    /// <summary>Whether this is the secret, in a time that does not tell how much of it is right.</summary>
    /// <param name="given">What the caller sent.</param>
    public bool Matches(string? given) =>
        given is not null && CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(given.AsSpan()), MemoryMarshal.AsBytes(Value.AsSpan()));
}
