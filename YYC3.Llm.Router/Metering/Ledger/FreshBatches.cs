namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>What an outbox wrote last, kept in memory: while the database keeps up, the ledger needs not read back what this process has just written.</summary>
internal sealed class FreshBatches
{
    /// <summary>Records kept at most, some seconds of a full load; when the database is that far behind, files are read.</summary>
    private const int MostRecords = 16_384;

    private readonly Queue<(long Segment, long Offset, long Next, LedgerBatch Batch)> batches = new();
    private readonly Lock gate = new();
    private int records;

    /// <summary>Keeps a batch that is on disk, unless there are too many.</summary>
    /// <param name="at">The segment, and where in it the batch begins.</param>
    /// <param name="next">Where it ends.</param>
    /// <param name="batch">What it holds.</param>
    public void Keep((long Segment, long Offset) at, long next, LedgerBatch batch)
    {
        lock (gate)
        {
            if (records + batch.Records.Count <= MostRecords)
            {
                records += batch.Records.Count;
                batches.Enqueue((at.Segment, at.Offset, next, batch));
            }
        }
    }

    /// <summary>Takes the batch that begins at a place; null when it was not kept. Those before it were read back, and are let go. It is asked for again when the database did not take it: then the file has it.</summary>
    public (LedgerBatch Batch, long Next)? Take((long Segment, long Offset) at)
    {
        lock (gate)
        {
            while (batches.TryPeek(out var first) && (first.Segment, first.Offset).CompareTo(at) <= 0)
            {
                batches.Dequeue();
                records -= first.Batch.Records.Count;
                if ((first.Segment, first.Offset) == at)
                {
                    return (first.Batch, first.Next);
                }
            }

            return null;
        }
    }
}
