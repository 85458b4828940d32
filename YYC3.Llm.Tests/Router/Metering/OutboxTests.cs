using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Metering;

/// <summary>The outbox's files: torn anywhere, read again, left behind and adopted.</summary>
public sealed class OutboxTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("yyc3-outbox-");
    private readonly LedgerMetrics metrics = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), NullLogger<LedgerMetrics>.Instance);

    [Fact]
    public async Task Read_ASegmentTornAtAnyByte_GivesTheWholeEntriesBeforeIt()
    {
        using var buffer = new ByteBuffer(1024);
        var ends = new List<int>();
        for (var i = 1; i <= 5; i++)
        {
            SegmentFormat.Append(buffer, SegmentFormat.Usage, Json(Record("obx_a", i)));
            ends.Add(buffer.Length);
        }

        var bytes = buffer.Span.ToArray();
        var path = Path.Combine(directory.FullName, "torn.seg");
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            await File.WriteAllBytesAsync(path, bytes[..cut], TestContext.Current.CancellationToken);
            var (batch, next) = await SegmentReader.ReadAsync(path, 0, long.MaxValue, 100, metrics, TestContext.Current.CancellationToken);

            Assert.Equal(ends.Count(end => end <= cut), batch.Records.Count);
            Assert.Equal(ends.LastOrDefault(end => end <= cut), next);
        }
    }

    [Fact]
    public async Task Read_AChangedByte_EndsBeforeTheEntryThatHoldsIt()
    {
        using var buffer = new ByteBuffer(1024);
        SegmentFormat.Append(buffer, SegmentFormat.Usage, Json(Record("obx_a", 1)));
        var first = buffer.Length;
        SegmentFormat.Append(buffer, SegmentFormat.Usage, Json(Record("obx_a", 2)));
        var path = Path.Combine(directory.FullName, "changed.seg");
        for (var at = first + 4; at < buffer.Length; at++)
        {
            var bytes = buffer.Span.ToArray();
            bytes[at] ^= 0x20;
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);

            var (batch, _) = await SegmentReader.ReadAsync(path, 0, long.MaxValue, 100, metrics, TestContext.Current.CancellationToken);

            Assert.Equal(1, Assert.Single(batch.Records).Sequence);
        }
    }

    [Fact]
    public async Task Delete_WhileOthersLookForOrphans_LeavesNothing()
    {
        var root = directory.CreateSubdirectory("outbox").FullName;
        using var stop = new CancellationTokenSource();
        var adopters = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                foreach (var path in OutboxFolder.All(root))
                {
                    OutboxFolder.TryAdopt(path, TimeProvider.System)?.Delete();
                }
            }
        })).ToList();

        for (var i = 0; i < 500; i++)
        {
            OutboxFolder.Create(root, $"obx_{i}", TimeProvider.System).Delete();
        }

        await stop.CancelAsync();
        await Task.WhenAll(adopters);
        Assert.Empty(OutboxFolder.All(root));
        Assert.Empty(Directory.GetFileSystemEntries(root));
    }

    [Fact]
    public async Task Complete_RecordsBehindThePauseBetweenTwoWrites_AreWritten()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", directory.FullName)]).Build();
        using var outbox = new Outbox(configuration, new MeteringOptions(), metrics, new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50)));
        outbox.Add(Record(outbox.Instance, 1), null);
        await outbox.More.WaitAsync(TestContext.Current.CancellationToken);
        var (_, first) = outbox.Durable;
        outbox.Add(Record(outbox.Instance, 2), null);

        // The pause never ends by this clock.
        await outbox.CompleteAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        var (batch, _) = await SegmentReader.ReadAsync(outbox.Folder.Segment(outbox.Durable.Segment), 0, long.MaxValue, 100, metrics, TestContext.Current.CancellationToken);
        Assert.True(outbox.Durable.Bytes > first);
        Assert.Equal([1, 2], batch.Records.Select(record => record.Sequence));
    }

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        var record = Record("obx_a", 7);
        using var document = JsonDocument.Parse(Json(record));

        var read = UsageJson.Read(document.RootElement);

        Assert.Equal(record with { RawUsage = null }, read with { RawUsage = null });
        Assert.Equal(record.RawUsage, read.RawUsage);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Ingest_TheSameTwice_ChangesNothing(string backend)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(provider, backend);
        var store = router.Services.GetRequiredService<LedgerStore>();
        var batch = new LedgerBatch([.. Enumerable.Range(1, 50).Select(i => Record("obx_a", i))], []);

        Assert.Equal(50, await store.IngestAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal(0, await store.IngestAsync(batch, TestContext.Current.CancellationToken));
        Assert.Equal(1, await store.IngestAsync(new LedgerBatch([Record("obx_a", 51), Record("obx_a", 51)], []), TestContext.Current.CancellationToken));

        var sum = (await LedgerView.GetAsync(router, "/admin/usage?group_by=tenant")).GetProperty("data")[0];
        Assert.Equal(51, sum.GetProperty("requests").GetInt64());
        Assert.Equal(51 * 0.0000425m, sum.GetProperty("cost").GetDecimal());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Ingest_RecordsThatDifferInEveryColumn_EachKeepsItsOwn(string backend)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await StartAsync(provider, backend);
        var full = Record("obx_a", 1) with
        {
            Conversation = "conv_a",
            FirstToken = 0,
            Estimated = "prompt",
            ServiceTier = "flex",
            Warnings = "dropped: seed",
            Committed = false,
            Usage = new TokenUsage { InputUncached = 1, CacheRead = 2, CacheWrite = 3, CacheWrite1h = 4, Output = 5, Reasoning = 6, AudioInput = 7, AudioOutput = 8 },
        };
        var bare = new UsageRecord
        {
            Id = "",
            Instance = "obx_b",
            Sequence = 0,
            RequestId = "",
            Attempt = 0,
            Tenant = "proj_b",
            KeyId = "",
            Model = "n",
            Operation = "embeddings",
            StartedAt = full.StartedAt + 1,
            Duration = 0,
            End = "refused",
            Committed = true,
            Usage = default,
        };
        UsageRecord[] records = [.. Enumerable.Range(1, 6).Select(i => (i % 3 == 0 ? bare : full with { Cost = i == 5 ? 0.1m : full.Cost }) with { Id = $"use_{i}", Sequence = i })];

        await router.Services.GetRequiredService<LedgerStore>().IngestAsync(new LedgerBatch([.. records], []), TestContext.Current.CancellationToken);

        await using var connection = await router.Services.GetRequiredService<IDatabase>().OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select {LedgerColumns.Names} from usage_records order by id";
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        foreach (var record in records)
        {
            Assert.True(await rows.ReadAsync(TestContext.Current.CancellationToken));
            for (var i = 0; i < LedgerColumns.All.Length; i++)
            {
                var column = LedgerColumns.All[i];
                object? kept = rows.IsDBNull(i) ? null : column.Number is not null ? rows.GetInt64(i) : column.Text is not null ? rows.GetString(i)
                    : backend == "postgres" ? rows.GetDecimal(i) : Decimals.Parse(rows.GetString(i));
                Assert.Equal(column.Number is { } number ? number(record) : column.Text is { } text ? text(record) : column.Amount!(record), kept);
            }
        }
    }

    [Fact]
    public async Task Adopt_WhatAKilledInstanceLeft_TakesItInAndCountsTheGap()
    {
        // What is on the disk after a kill: two records, of four numbered, and a call that had not ended; the lock is free.
        var root = Path.Combine(directory.FullName, "outbox");
        var dead = Path.Combine(root, "obx_dead");
        using (var folder = OutboxFolder.Create(root, "obx_dead", TimeProvider.System))
        {
            using var buffer = new ByteBuffer(1024);
            for (var i = 0; i < 4; i++)
            {
                var number = folder.Counters.Issue();
                if (number <= 2)
                {
                    SegmentFormat.Append(buffer, SegmentFormat.Usage, Json(Record("obx_dead", number)));
                }
            }

            folder.Counters.Begin();
            await File.WriteAllBytesAsync(folder.Segment(1), buffer.Span.ToArray(), TestContext.Current.CancellationToken);
        }

        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]), services => services.AddSingleton(all => new Outbox(
            new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", directory.FullName)]).Build(), all.GetRequiredService<MeteringOptions>(), metrics, TimeProvider.System)));

        Assert.Equal([2L, 1L], (await LedgerView.RecordsAsync(router, 2)).Select(record => long.Parse(record.GetProperty("id").GetString()![^1..], System.Globalization.CultureInfo.InvariantCulture)));
        JsonElement gaps;
        do
        {
            gaps = await LedgerView.GetAsync(router, "/admin/usage/gaps");
        }
        while (gaps.GetProperty("closed").GetArrayLength() == 0 || Directory.Exists(dead));

        Assert.Equal(2, gaps.GetProperty("lost").GetInt64());
        Assert.Equal(1, gaps.GetProperty("cut_off").GetInt64());
        Assert.Equal(4, gaps.GetProperty("closed")[0].GetProperty("issued").GetInt64());
    }

    [Fact]
    public void Adopt_WhileTheOwnerLives_IsRefused()
    {
        using var owned = OutboxFolder.Create(directory.FullName, "obx_alive", TimeProvider.System);

        Assert.Null(OutboxFolder.TryAdopt(owned.Path, TimeProvider.System));
    }

    [Fact]
    public void Adopt_OfAnotherHost_WaitsForItsSilence()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        var path = Path.Combine(directory.FullName, "obx_far");
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "owner.json"), JsonSerializer.Serialize(new { Host = "another", Pid = 1, At = time.GetUtcNow() }));

        Assert.Null(OutboxFolder.TryAdopt(path, time));
        time.Advance(OutboxFolder.Silence + TimeSpan.FromSeconds(1));
        using var adopted = OutboxFolder.TryAdopt(path, time);
        Assert.NotNull(adopted);
    }

    [Fact]
    public async Task Add_BeyondTheLargestOutbox_DropsAndCounts()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("DataDirectory", directory.FullName)]).Build();
        using var outbox = new Outbox(configuration, new MeteringOptions { OutboxMaxBytes = 2000, FlushMilliseconds = 1 }, metrics, TimeProvider.System);
        for (var i = 1; i <= 20; i++)
        {
            outbox.Folder.Counters.Issue();
            outbox.Add(Record(outbox.Instance, i), null);
        }

        await outbox.CompleteAsync();

        Assert.Equal(20, outbox.Folder.Counters.Issued);
        Assert.True(outbox.Folder.Counters.Dropped > 0);
    }

    public void Dispose() => directory.Delete(recursive: true);

    private static async Task<RouterUnderTest> StartAsync(ScriptedProvider provider, string backend) => await RouterUnderTest.StartAsync(
        RouterUnderTest.Models([provider]), null, backend == "postgres" ? [$"--ConnectionStrings:llmdb={await PostgresServer.NewDatabaseAsync()}"] : []);

    private static byte[] Json(UsageRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            UsageJson.Write(json, record);
        }

        return stream.ToArray();
    }

    private static UsageRecord Record(string instance, long sequence) => new()
    {
        Id = $"use_{instance}_{sequence}",
        Instance = instance,
        Sequence = sequence,
        RequestId = $"req_{sequence}",
        Attempt = 1,
        Tenant = "proj_default",
        KeyId = "key_a",
        User = "李雷",
        Conversation = null,
        Model = "m",
        Deployment = "p0/up0",
        Provider = "p0",
        Dialect = "openai",
        Operation = "chat",
        StartedAt = 1_764_000_000_000_000 + sequence,
        Duration = 1000,
        FirstToken = null,
        End = "completed",
        Committed = true,
        Usage = new TokenUsage { InputUncached = 9, Output = 2 },
        RawUsage = """{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}"""u8.ToArray(),
        PriceVersion = "price_a",
        Cost = 0.0000425m,
        Currency = "USD",
    };
}
