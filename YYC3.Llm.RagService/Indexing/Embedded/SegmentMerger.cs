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
        var queue = new PriorityQueue<int, (int Segment, int Term)>(Comparer<(int Segment, int Term)>.Create((left, right) =>
            segments[left.Segment].Term(left.Term).SequenceCompareTo(segments[right.Segment].Term(right.Term)) is var order && order != 0
                ? order
                : left.Segment.CompareTo(right.Segment)));
        for (var segment = 0; segment < segments.Count; segment++)
        {
            if (segments[segment].TermCount > 0)
            {
                queue.Enqueue(segment, (segment, 0));
            }
        }

        while (queue.TryDequeue(out var segment, out var at))
        {
            AddPostings(writer, segments[segment].Postings(at.Term), numbers[segment]);
            var term = segments[segment].Term(at.Term);
            if (!(queue.TryPeek(out var next, out var following) && segments[next].Term(following.Term).SequenceEqual(term)))
            {
                writer.EndTerm(term);
            }

            if (at.Term + 1 < segments[segment].TermCount)
            {
                queue.Enqueue(segment, (segment, at.Term + 1));
            }
        }

        return writer.ToArray();
    }

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
}
