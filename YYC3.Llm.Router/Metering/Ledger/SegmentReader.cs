using System.Text.Json;
using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>Reads what a segment file holds, up to where it is torn.</summary>
internal static class SegmentReader
{
    /// <summary>Reads whole entries.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">Where to begin, in bytes.</param>
    /// <param name="limit">Where what is surely on disk ends.</param>
    /// <param name="most">Records to read at most.</param>
    /// <param name="metrics">Told of entries that cannot be understood; they are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was read, and where to go on.</returns>
    public static async Task<(LedgerBatch Batch, long Next)> ReadAsync(string path, long from, long limit, int most, LedgerMetrics metrics, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = (int)Math.Min(Math.Min(file.Length, limit) - from, 16 * 1024 * 1024);
        var batch = new LedgerBatch([], []);
        if (length <= 0)
        {
            return (batch, from);
        }

        var bytes = new byte[length];
        file.Position = from;
        await file.ReadExactlyAsync(bytes, cancellationToken);
        ReadOnlyMemory<byte> rest = bytes;
        while (batch.Records.Count < most && SegmentFormat.TryRead(rest, out var kind, out var json) is > 0 and var size)
        {
            try
            {
                Add(batch, kind, json);
            }
            catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or FormatException)
            {
                metrics.Unreadable(path);
            }

            rest = rest[size..];
        }

        return (batch, from + length - rest.Length);
    }

    private static void Add(LedgerBatch batch, byte kind, ReadOnlyMemory<byte> json)
    {
        if (kind == SegmentFormat.Price)
        {
            batch.Prices.Add(PriceJson.Read(json));
        }
        else
        {
            using var document = JsonDocument.Parse(json);
            batch.Records.Add(UsageJson.Read(document.RootElement));
        }
    }
}

/// <summary>Some of what an outbox holds.</summary>
/// <param name="Records">Attempts.</param>
/// <param name="Prices">Prices that records name.</param>
internal sealed record LedgerBatch(List<UsageRecord> Records, List<Price> Prices);
