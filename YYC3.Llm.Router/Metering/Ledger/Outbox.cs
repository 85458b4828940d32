using System.Text.Json;
using System.Threading.Channels;
using YYC3.Llm.Router.Metering.Prices;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// Takes records off the calls' path: a call leaves its record in memory and goes on; one task writes what has gathered to this instance's
/// segment files and has the disk confirm it (fsync), every <see cref="MeteringOptions.FlushMilliseconds"/>. A kill loses at most what came since the
/// last of these; how much that was, the counters tell whoever adopts the folder.
/// </summary>
internal sealed class Outbox : IDisposable
{
    /// <summary>Records in memory at most: some seconds of a full load, if the disk stops.</summary>
    private const int MostWaiting = 65_536;

    private const long SegmentBytes = 4 * 1024 * 1024;

    private readonly Channel<(UsageRecord Record, Price? Price)> waiting = Channel.CreateBounded<(UsageRecord, Price?)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly MeteringOptions options;
    private readonly LedgerMetrics metrics;
    private readonly TimeProvider time;
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private readonly FreshBatches fresh = new();
    private readonly Lock placing = new();
    private readonly TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task writing;
    private FileStream? file;
    private long segment;
    private long durable;
    private long stored;

    public Outbox(IConfiguration configuration, MeteringOptions options, LedgerMetrics metrics, TimeProvider time)
    {
        this.options = options;
        this.metrics = metrics;
        this.time = time;
        Root = Path.Combine(StorageExtensions.DataDirectory(configuration), "outbox");
        try
        {
            Folder = OutboxFolder.Create(Root, Ids.New("obx", time), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The outbox of the usage ledger in {Root} cannot be written: {e.Message} Set DataDirectory to a folder that can.", e);
        }

        writing = Task.Run(WriteAsync);
    }

    /// <summary>The folder of all instances' outboxes.</summary>
    public string Root { get; }

    public OutboxFolder Folder { get; }

    public string Instance => Folder.Instance;

    /// <summary>The segment being written, and how much of it is surely on disk.</summary>
    public (long Segment, long Bytes) Durable
    {
        get
        {
            lock (placing)
            {
                return (segment, durable);
            }
        }
    }

    /// <summary>What was written last, from memory where it is still there; null: read it back.</summary>
    /// <param name="at">The segment and the place in it to go on from.</param>
    public (LedgerBatch Batch, long Next)? Fresh((long Segment, long Offset) at) => fresh.Take(at);

    /// <summary>Told when more is on disk.</summary>
    public SemaphoreSlim More { get; } = new(0, 1);

    /// <summary>Leaves a record; never waits.</summary>
    public void Add(UsageRecord record, Price? price)
    {
        if (!waiting.Writer.TryWrite((record, price)))
        {
            Folder.Counters.Drop();
            metrics.Dropped();
        }
    }

    /// <summary>What was ingested and deleted makes room.</summary>
    public void Freed(long bytes) => Interlocked.Add(ref stored, -bytes);

    /// <summary>Writes all that has been added, and closes the last segment.</summary>
    public async Task CompleteAsync()
    {
        waiting.Writer.TryComplete();
        closing.TrySetResult();
        await writing;
    }

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        closing.TrySetResult();
        file?.Dispose();
        Folder.Dispose();
    }

    private async Task WriteAsync()
    {
        using var buffer = new ByteBuffer(64 * 1024);
        using var text = new ByteBuffer(4 * 1024);
        await using var json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
        while (await waiting.Reader.WaitToReadAsync())
        {
            var batch = new LedgerBatch([], []);
            while (buffer.Length < SegmentBytes && waiting.Reader.TryRead(out var entry))
            {
                Append(entry.Record, entry.Price, batch, buffer, text, json);
            }

            Store(buffer, batch);
            buffer.Clear();
            if (!closing.Task.IsCompleted)
            {
                // Not the channel's completion: that waits in turn for the records that came meanwhile to be read.
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(options.FlushMilliseconds), time), closing.Task);
            }
        }

        file?.Dispose();
        file = null;
    }

    private void Append(UsageRecord record, Price? price, LedgerBatch batch, ByteBuffer buffer, ByteBuffer text, Utf8JsonWriter json)
    {
        try
        {
            if (price is not null && written.Add(price.Version))
            {
                SegmentFormat.Append(buffer, SegmentFormat.Price, price.Json);
                batch.Prices.Add(price);
            }

            text.Clear();
            json.Reset();
            UsageJson.Write(json, record);
            json.Flush();
            SegmentFormat.Append(buffer, SegmentFormat.Usage, text.Span);
            batch.Records.Add(record);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            Folder.Counters.Drop();
            metrics.Dropped();
        }
    }

    private void Store(ByteBuffer buffer, LedgerBatch batch)
    {
        if (buffer.Length == 0)
        {
            return;
        }

        try
        {
            if (Volatile.Read(ref stored) + buffer.Length > options.OutboxMaxBytes)
            {
                throw new IOException("The outbox is full.");
            }

            if (file is null)
            {
                Directory.CreateDirectory(Folder.Path);
                lock (placing)
                {
                    segment++;
                    durable = 0;
                }

                file = new FileStream(Folder.Segment(segment), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
            }

            file.Write(buffer.Span);
            file.Flush(flushToDisk: true);
            Interlocked.Add(ref stored, buffer.Length);
            fresh.Keep((segment, durable), durable + buffer.Length, batch);
            lock (placing)
            {
                durable += buffer.Length;
            }

            metrics.HasRoom();
            if (durable >= SegmentBytes)
            {
                Close();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            for (var i = 0; i < batch.Records.Count; i++)
            {
                Folder.Counters.Drop();
                metrics.Dropped();
            }

            Close(); // What is torn stays behind in its own file.
        }

        if (More.CurrentCount == 0)
        {
            More.Release();
        }
    }

    // Each segment says its prices itself: it may be read long after the others are gone.
    private void Close()
    {
        file?.Dispose();
        file = null;
        written.Clear();
    }
}
