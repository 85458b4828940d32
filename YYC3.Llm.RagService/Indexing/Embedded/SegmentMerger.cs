namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Merges segments into one, and leaves out the documents of generations that are gone.</summary>
internal static class SegmentMerger
{
    /// <param name="segments">The segments, in the order of indexing.</param>
    /// <param name="isLive">Whether a generation stays.</param>
    /// <returns>The merged segment's bytes; null when nothing stays.</returns>
    public static byte[]? Merge(IReadOnlyList<Segment> segments, Func<long, bool> isLive)
    {
        var writer = new SegmentWriter();
        var numbers = segments.Select(segment => AddDocuments(writer, segment, isLive)).ToArray();
        if (writer.DocumentCount == 0)
        {
            return null;
        }

        // Each segment's next term waits in the queue; equal terms come out together, in the order of the segments.
        var queue = new PriorityQueue<int, Position>(new ByTerm(segments));
        for (var segment = 0; segment < segments.Count; segment++)
        {
            if (segments[segment].TermCount > 0)
            {
                queue.Enqueue(segment, At(segments, segment, 0));
            }
        }

        while (queue.TryPeek(out var segment, out var at))
        {
            var term = segments[segment].Term(at.Term);
            AddPostings(writer, segments[segment].Postings(at.Term), numbers[segment]);
            if (at.Term + 1 < segments[segment].TermCount)
            {
                queue.DequeueEnqueue(segment, At(segments, segment, at.Term + 1));
            }
            else
            {
                queue.Dequeue();
            }

            if (!queue.TryPeek(out var next, out var following) || following.Prefix != at.Prefix || !segments[next].Term(following.Term).SequenceEqual(term))
            {
                writer.EndTerm(term);
            }
        }

        return writer.ToArray();
    }

    private static Position At(IReadOnlyList<Segment> segments, int segment, int term) => new(TermPrefix.Of(segments[segment].Term(term)), segment, term);

    // The new number of each document; -1 for one that goes.
    private static int[] AddDocuments(SegmentWriter writer, Segment segment, Func<long, bool> isLive)
    {
        var sources = new int[segment.GenerationCount];
        for (var i = 0; i < sources.Length; i++)
        {
            sources[i] = isLive(segment.Generations[i]) ? writer.AddGeneration(segment.Generations[i]) : -1;
        }

        var numbers = new int[segment.DocumentCount];
        for (var document = 0; document < numbers.Length; document++)
        {
            var source = sources[segment.DocumentGenerations[document]];
            numbers[document] = source < 0 ? -1 : writer.AddDocument(source, segment.Ordinals[document], segment.Lengths[document]);
        }

        return numbers;
    }

    private static void AddPostings(SegmentWriter writer, ReadOnlySpan<byte> postings, int[] numbers)
    {
        var document = -1;
        for (var position = 0; position < postings.Length;)
        {
            var head = Varint.Read(postings, ref position);
            document += (int)(head >> 1);
            var frequency = (head & 1) == 1 ? 1 : (int)Varint.Read(postings, ref position);
            if (numbers[document] >= 0)
            {
                writer.AddPosting(numbers[document], frequency);
            }
        }
    }

    private readonly record struct Position(ulong Prefix, int Segment, int Term);

    private sealed class ByTerm(IReadOnlyList<Segment> segments) : IComparer<Position>
    {
        public int Compare(Position x, Position y)
        {
            if (x.Prefix != y.Prefix)
            {
                return x.Prefix < y.Prefix ? -1 : 1;
            }

            var order = segments[x.Segment].Term(x.Term).SequenceCompareTo(segments[y.Segment].Term(y.Term));
            return order != 0 ? order : x.Segment.CompareTo(y.Segment);
        }
    }
}
