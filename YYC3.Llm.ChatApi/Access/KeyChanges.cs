using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Tells every instance that keys changed, this one first. A lost message costs at most <see cref="AccessOptions.RefreshAfter"/>.</summary>
internal sealed class KeyChanges : IDisposable
{
    private const string Channel = "chat:keys";
    private const string Key = "key ";
    private const string Project = "project ";

    private readonly ICache cache;
    private readonly KeyDirectory directory;
    private readonly IDisposable subscription;

    public KeyChanges(ICache cache, KeyDirectory directory)
    {
        this.cache = cache;
        this.directory = directory;
        subscription = cache.Subscribe(Channel, Forget);
    }

    /// <summary>Call it after the change is committed.</summary>
    /// <param name="ids">The keys' ids.</param>
    public async ValueTask KeysChangedAsync(IReadOnlyCollection<string> ids)
    {
        foreach (var id in ids)
        {
            await TellAsync(Key + id);
        }
    }

    /// <summary>Call it after the change is committed.</summary>
    /// <param name="project">The project, all of whose keys are looked up again.</param>
    public ValueTask ProjectChangedAsync(TenantId project) => TellAsync(Project + project.Value);

    public void Dispose() => subscription.Dispose();

    // No cancellation: the change is made, so the others must hear of it even when the caller has left.
    private ValueTask TellAsync(string message)
    {
        Forget(message);
        return cache.PublishAsync(Channel, message, CancellationToken.None);
    }

    private void Forget(string message)
    {
        if (message.StartsWith(Key, StringComparison.Ordinal))
        {
            var id = message[Key.Length..];
            directory.Forget(principal => principal.KeyId == id);
        }
        else if (message.StartsWith(Project, StringComparison.Ordinal))
        {
            var project = new TenantId(message[Project.Length..]);
            directory.Forget(principal => principal.Tenant == project);
        }
    }
}
