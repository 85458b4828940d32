namespace YYC3.Llm.Router.Catalog;

/// <summary>
/// Has the catalog reloaded when its file changes: told by the file system, and looked at every two seconds besides,
/// because mounted volumes and Kubernetes config maps do not tell.
/// </summary>
internal sealed class CatalogWatcher(CatalogStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    // A save is often two writes; waiting a little spares a refusal of half a file.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changed = new SemaphoreSlim(0);
        using var watcher = Watch(() => changed.Release());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                var told = changed.WaitAsync(wait.Token);
                await Task.WhenAny(told, Task.Delay(Poll, time, wait.Token));
                var byFileSystem = told.IsCompletedSuccessfully;
                await wait.CancelAsync();
                if (byFileSystem)
                {
                    await Task.Delay(Settle, time, stoppingToken);
                }

                store.Reload();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private FileSystemWatcher? Watch(Action changed)
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.GetDirectoryName(store.File)!, Path.GetFileName(store.File));
            watcher.Changed += (_, _) => changed();
            watcher.Created += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException)
        {
            return null; // Out of inotify instances, say: polling carries it.
        }
    }
}
