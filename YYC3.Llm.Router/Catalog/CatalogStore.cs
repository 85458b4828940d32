using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Holds the snapshot in force and replaces it whole. A bad file never replaces a good one.</summary>
internal sealed partial class CatalogStore
{
    private readonly CatalogReader reader;
    private readonly SnapshotBuilder builder;
    private readonly CatalogComposer composer;
    private readonly ILogger<CatalogStore> logger;
    private readonly Lock changing = new();
    private CatalogDefinition definition;
    private DiscoveredModels discovered = DiscoveredModels.None;
    private byte[] lastRead;
    private byte[] fileInForce;
    private IReadOnlyList<CatalogFault> storedFaults = [];
    private volatile StoredCatalog stored = StoredCatalog.None;
    private IReadOnlyList<CatalogFault> lastFaults = [];
    private volatile CatalogSnapshot current;
    private volatile IReadOnlyList<CatalogFault> faults = [];

    /// <summary>Loads the file.</summary>
    /// <exception cref="StartupException">The file cannot be read or has faults; all of them are named.</exception>
    public CatalogStore(CatalogReader reader, SnapshotBuilder builder, CatalogComposer composer, IConfiguration configuration, ILogger<CatalogStore> logger)
    {
        this.reader = reader;
        this.builder = builder;
        this.composer = composer;
        this.logger = logger;
        File = Path.GetFullPath(configuration["Models:File"] is { Length: > 0 } file ? file : Path.Combine(AppContext.BaseDirectory, "models.json"));
        try
        {
            lastRead = System.IO.File.ReadAllBytes(File);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The model catalog {File} cannot be read: {e.Message} Set Models:File to a file that can.", e);
        }

        definition = reader.Read(lastRead, out var found) ?? throw new StartupException(Describe(found));
        fileInForce = lastRead;
        current = builder.Build(1, definition, discovered, stored.Probes);
    }

    /// <summary>The file's full path.</summary>
    public string File { get; }

    public CatalogSnapshot Current => current;

    /// <summary>What is wrong with the file and the stored entries as they are now; empty when what is in force is what they say.</summary>
    public IReadOnlyList<CatalogFault> Faults => faults;

    /// <summary>What is stored besides the file.</summary>
    public StoredCatalog Stored => stored;

    /// <summary>The content of the file that is in force.</summary>
    public ReadOnlyMemory<byte> FileInForce => fileInForce;

    /// <summary>Names the content of the file that is in force.</summary>
    public string FileHash => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(fileInForce))[..16];

    /// <summary>Takes the file's present content, if it is another than the last one seen.</summary>
    public void Reload()
    {
        lock (changing)
        {
            byte[] content;
            try
            {
                content = System.IO.File.ReadAllBytes(File);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Between the two steps of an editor's save there is no file; one that stays away is seen in the health answer.
                faults = [new CatalogFault("$", $"cannot be read: {e.Message}"), .. storedFaults];
                return;
            }

            if (content.AsSpan().SequenceEqual(lastRead))
            {
                faults = [.. lastFaults, .. storedFaults];
                return;
            }

            lastRead = content;
            var read = reader.Read(content, out var found);
            lastFaults = found;
            if (read is null)
            {
                faults = [.. found, .. storedFaults];
                Log.Refused(logger, current.Epoch, Describe(found));
                return;
            }

            fileInForce = content;
            Compose();
            Publish();
        }
    }

    /// <summary>Takes over which models were found on this host.</summary>
    public void Discover(DiscoveredModels models)
    {
        lock (changing)
        {
            if (!models.Equals(discovered))
            {
                discovered = models;
                Publish();
            }
        }
    }

    /// <summary>Takes over what is stored, unless something newer has been.</summary>
    public void Take(StoredCatalog catalog)
    {
        lock (changing)
        {
            if (catalog.Revision > stored.Revision)
            {
                stored = catalog;
                Compose();
                Publish();
            }
        }
    }

    private void Compose()
    {
        definition = composer.Compose(fileInForce, stored.Entries, out storedFaults);
        faults = [.. lastFaults, .. storedFaults];
        if (storedFaults.Count > 0)
        {
            Log.LeftOut(logger, string.Concat(storedFaults.Select(fault => $"\n  {fault}")));
        }
    }

    private void Publish()
    {
        current = builder.Build(current.Epoch + 1, definition, discovered, stored.Probes);
        Log.InForce(logger, current.Epoch, current.Models.Count(model => model.IsActive), File);
    }

    private string Describe(IReadOnlyList<CatalogFault> found) =>
        $"The model catalog {File} has {found.Count} fault(s):{string.Concat(found.Select(fault => $"\n  {fault}"))}";

    private static partial class Log
    {
        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "Stored catalog entries are left out, for they have faults:{Faults}")]
        public static partial void LeftOut(ILogger logger, string faults);

        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Catalog epoch {Epoch} is in force: {Active} active models, from {File}")]
        public static partial void InForce(ILogger logger, long epoch, int active, string file);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Catalog epoch {Epoch} stays in force. {Faults}")]
        public static partial void Refused(ILogger logger, long epoch, string faults);
    }
}
