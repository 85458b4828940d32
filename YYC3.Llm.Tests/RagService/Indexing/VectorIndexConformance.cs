using System.Numerics.Tensors;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.RagService.Indexing;

/// <summary>What every index does; each has a class of tests that inherits this.</summary>
public abstract class VectorIndexConformance : IAsyncLifetime
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IVectorIndex Index { get; set; } = null!;

    public abstract ValueTask InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Search_RandomCorpora_RanksAsBm25Does()
    {
        var random = new Random(7);
        for (var round = 0; round < 5; round++)
        {
            var scope = await NewStoreAsync();
            var documents = new List<(long Generation, int Ordinal, Dictionary<string, int> Terms)>();
            var generations = await BeginAsync(scope, 1 + random.Next(4));
            foreach (var generation in generations)
            {
                var chunks = Enumerable.Range(0, 1 + random.Next(60)).Select(ordinal => Chunk(ordinal, RandomText(random))).ToList();
                foreach (var batch in chunks.Chunk(25))
                {
                    Assert.True(await Index.AddAsync(scope, generation, Batch(batch), Cancel) > 0);
                }

                documents.AddRange(chunks.Select(chunk => (generation, chunk.Ordinal, TermsOf(chunk.Text))));
            }

            var view = await PublishAsync(scope, generations);
            for (var i = 0; i < 10; i++)
            {
                var query = TextAnalyzer.Terms(RandomText(random)).Take(8).Append("never").ToList();
                query.Add(query[0]); // What is said twice weighs twice.
                var answer = await Index.SearchAsync(scope, new IndexQuery(query, view, null, 20), Cancel);
                AssertRanks(Expected(documents, query), answer);
            }
        }
    }

    [Fact]
    public async Task Search_GenerationNotInTheView_IsNotThereAtAll()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 2);
        await Index.AddAsync(scope, generations[0], Batch(Chunk(0, "red fish"), Chunk(1, "blue fish")), Cancel);
        var before = await AskAsync(scope, await PublishAsync(scope, generations[..1]), "red fish");

        await Index.AddAsync(scope, generations[1], Batch(Chunk(0, "red red red fish"), Chunk(1, "red")), Cancel);
        var after = await AskAsync(scope, await PublishAsync(scope, generations[..1]), "red fish");

        Assert.Equal(before.Hits, after.Hits);
        Assert.Equal(before.Best, after.Best);
        Assert.Equal(4, (await AskAsync(scope, await PublishAsync(scope, generations), "red fish")).Hits.Count);
    }

    [Fact]
    public async Task Remove_AGeneration_LeavesTheOthersAsIfItNeverWas()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 3);
        await Index.AddAsync(scope, generations[0], Batch(Chunk(0, "red fish"), Chunk(1, "blue fish")), Cancel);
        await Index.AddAsync(scope, generations[2], Batch(Chunk(0, "green fish")), Cancel);
        var before = await AskAsync(scope, await PublishAsync(scope, [generations[0], generations[2]]), "red green fish");
        await Index.AddAsync(scope, generations[1], Batch(Chunk(0, "red bird"), Chunk(1, "red fish 鱼")), Cancel);
        await PublishAsync(scope, generations);
        await Index.MaintainAsync(scope, forget: false, Cancel);

        var view = await PublishAsync(scope, [generations[0], generations[2]]);
        await Index.RemoveAsync(scope, generations[1], Cancel);
        await Index.RemoveAsync(scope, generations[1], Cancel);
        Assert.Equal(before.Hits, (await AskAsync(scope, view, "red green fish")).Hits);
        await Index.MaintainAsync(scope, forget: true, Cancel);
        Assert.Equal(before.Hits, (await AskAsync(scope, await PublishAsync(scope, [generations[0], generations[2]]), "red green fish")).Hits);
        Assert.Empty((await AskAsync(scope, await PublishAsync(scope, [generations[0], generations[2]]), "鱼")).Hits);
    }

    [Fact]
    public async Task Maintain_ManySmallGenerations_ChangesNoAnswer()
    {
        var scope = await NewStoreAsync();
        var random = new Random(11);
        var generations = await BeginAsync(scope, 70);
        foreach (var generation in generations)
        {
            await Index.AddAsync(scope, generation, Batch(Chunk(0, RandomText(random)), Chunk(1, RandomText(random))), Cancel);
        }

        var view = await PublishAsync(scope, generations);
        var before = await AskAsync(scope, view, "w1 w2 词 w3");
        await Index.MaintainAsync(scope, forget: false, Cancel);
        await Index.MaintainAsync(scope, forget: true, Cancel);

        var after = await AskAsync(scope, await PublishAsync(scope, generations), "w1 w2 词 w3");
        Assert.Equal(before.Best, after.Best);
        Assert.Equal(before.Candidates, after.Candidates);
        Assert.Equal(before.Hits, after.Hits);
    }

    [Fact]
    public async Task Nearest_RandomVectors_FindsWhatComparingAllFinds()
    {
        var random = new Random(3);
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 3);
        var all = new List<(long Generation, int Ordinal, float[] Vector)>();
        foreach (var generation in generations)
        {
            var vectors = Enumerable.Range(0, 120).Select(ordinal => (generation, ordinal, RandomVector(random, 48))).ToList();
            foreach (var batch in vectors.Chunk(50))
            {
                await Index.AddVectorsAsync(scope, "m@48", generation, [.. batch.Select(one => new IndexedVector(one.ordinal, one.Item3))], Cancel);
            }

            all.AddRange(vectors);
        }

        var view = await PublishAsync(scope, generations);
        for (var i = 0; i < 20; i++)
        {
            var query = RandomVector(random, 48);
            var allowed = generations.Skip(i % 3).ToHashSet();
            var expected = all.Where(one => allowed.Contains(one.Generation)).OrderByDescending(one => Cosine(one.Vector, query)).Take(10).ToList();

            var hits = await Index.NearestAsync(scope, new DenseQuery("m@48", query, view, allowed, 10), Cancel);

            Assert.Equal(expected.Select(one => (one.Generation, one.Ordinal)), hits.Select(hit => (hit.Generation, hit.Ordinal)));
            Assert.All(expected.Zip(hits), pair => Assert.Equal(Cosine(pair.First.Vector, query), pair.Second.Score, 1e-4f));
        }
    }

    [Fact]
    public async Task Vectors_OfTwoSpaces_AreApartAndRemovedApart()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 2);
        float[] there = [0, 1, 0], here = [1, 0];
        foreach (var generation in generations)
        {
            await Index.AddAsync(scope, generation, Batch(Chunk(0, "red fish")), Cancel);
            await Index.AddVectorsAsync(scope, "old", generation, [new IndexedVector(0, there)], Cancel);
            await Index.AddVectorsAsync(scope, "new", generation, [new IndexedVector(0, here)], Cancel);
        }

        var view = await PublishAsync(scope, generations);
        Task<IReadOnlyList<IndexHit>> Ask(string space, float[] vector) => Index.NearestAsync(scope, new DenseQuery(space, vector, view, generations.ToHashSet(), 10), Cancel);
        Assert.Equal(2, (await Ask("old", there)).Count);
        Assert.Equal(2, (await Ask("new", here)).Count);
        Assert.True(await Index.CountAsync(scope, generations.ToHashSet(), Cancel) >= 6);

        await Index.RemoveVectorsAsync(scope, "old", null, Cancel);
        await Index.RemoveVectorsAsync(scope, "new", generations[0], Cancel);
        view = await PublishAsync(scope, generations);

        Assert.Empty(await Ask("old", there));
        Assert.Equal(generations[1], Assert.Single(await Ask("new", here)).Generation);
        await Index.RemoveAsync(scope, generations[1], Cancel);
        view = await PublishAsync(scope, generations);
        Assert.Empty(await Ask("new", here));
        Assert.Equal(1, await Index.CountAsync(scope, generations.ToHashSet(), Cancel));
        await Index.DropAsync(scope, Cancel);
        Assert.Equal(0, await Index.CountAsync(scope, generations.ToHashSet(), Cancel));
    }

    [Fact]
    public async Task Nearest_OfAnotherStore_IsNotSeen()
    {
        var (own, other) = (await NewStoreAsync(), await NewStoreAsync());
        var (mine, theirs) = (await BeginAsync(own, 1), await BeginAsync(other, 1));
        float[] vector = [0.6f, 0.8f];
        await Index.AddVectorsAsync(other, "m", theirs[0], [new IndexedVector(0, vector)], Cancel);

        var view = await PublishAsync(own, mine);

        Assert.Empty(await Index.NearestAsync(own, new DenseQuery("m", vector, view, mine.Concat(theirs).ToHashSet(), 10), Cancel));
    }

    [Fact]
    public async Task Search_OnlySomeAllowed_KeepsTheirScores()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 2);
        await Index.AddAsync(scope, generations[0], Batch(Chunk(0, "red fish"), Chunk(1, "blue fish")), Cancel);
        await Index.AddAsync(scope, generations[1], Batch(Chunk(0, "red bird")), Cancel);
        var view = await PublishAsync(scope, generations);

        var all = await AskAsync(scope, view, "red");
        var some = await Index.SearchAsync(scope, new IndexQuery(["red"], view, new HashSet<long> { generations[1] }, 10), Cancel);
        var none = await Index.SearchAsync(scope, new IndexQuery(["red"], view, new HashSet<long>(), 10), Cancel);

        Assert.Equal(all.Hits.Where(hit => hit.Generation == generations[1]), some.Hits);
        Assert.Empty(none.Hits);
    }

    [Fact]
    public async Task Search_TwoStoresWithTheSameWords_DoNotMeet()
    {
        var (one, two) = (await NewStoreAsync(), await NewStoreAsync());
        var (first, second) = (await BeginAsync(one, 1), await BeginAsync(two, 1));
        await Index.AddAsync(one, first[0], Batch(Chunk(0, "red fish"), Chunk(1, "blue")), Cancel);
        var view = await PublishAsync(one, first);
        var before = await AskAsync(one, view, "red fish");
        await Index.AddAsync(two, second[0], Batch(Chunk(0, "red"), Chunk(1, "red"), Chunk(2, "red fish")), Cancel);
        await PublishAsync(two, second);

        Assert.Equal(before.Hits, (await AskAsync(one, view, "red fish")).Hits);
        Assert.Equal(before.Best, (await AskAsync(one, view, "red fish")).Best);
        await Index.DropAsync(two, Cancel);
        Assert.Equal(before.Hits, (await AskAsync(one, view, "red fish")).Hits);
    }

    [Fact]
    public async Task Search_AfterReopening_AnswersTheSame()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 1);
        await Index.AddAsync(scope, generations[0], Batch(Chunk(0, "red fish"), Chunk(1, "蓝色的鱼")), Cancel);
        var view = await PublishAsync(scope, generations);
        var before = await AskAsync(scope, view, "red 鱼");

        await ReopenAsync();

        Assert.Equal(before.Hits, (await AskAsync(scope, view, "red 鱼")).Hits);
        Assert.Equal(2, before.Hits.Count);
    }

    [Fact]
    public async Task Search_LimitAndTies_AreInTheOrderOfIndexing()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 1);
        await Index.AddAsync(scope, generations[0], Batch([.. Enumerable.Range(0, 30).Select(ordinal => Chunk(ordinal, "red fish"))]), Cancel);

        var answer = await Index.SearchAsync(scope, new IndexQuery(["red"], await PublishAsync(scope, generations), null, 5), Cancel);

        Assert.Equal([0, 1, 2, 3, 4], answer.Hits.Select(hit => hit.Ordinal));
        Assert.Equal(30, answer.Candidates ?? 30);
    }

    private protected static (int Ordinal, string Text) Chunk(int ordinal, string text) => (ordinal, text);

    private static Dictionary<string, int> TermsOf(string text)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        TextAnalyzer.CountTerms(text, terms);
        return terms;
    }

    private protected static TermBatch Batch(params IEnumerable<(int Ordinal, string Text)> chunks)
    {
        var batch = new TermBatch();
        foreach (var (ordinal, text) in chunks)
        {
            batch.Add(ordinal, text);
        }

        return batch;
    }

    private protected static float[] RandomVector(Random random, int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray();
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static float Cosine(float[] left, float[] right) => TensorPrimitives.Dot<float>(left, right);

    /// <summary>A new, empty store.</summary>
    private protected abstract Task<IndexScope> NewStoreAsync();

    /// <summary>New generations that nobody sees yet.</summary>
    private protected abstract Task<List<long>> BeginAsync(IndexScope scope, int count);

    /// <summary>Makes these generations, and no others, what searches see.</summary>
    private protected abstract Task<IIndexView> PublishAsync(IndexScope scope, IReadOnlyList<long> generations);

    /// <summary>Closes the index and opens it again on what it kept.</summary>
    private protected abstract Task ReopenAsync();

    private protected abstract ValueTask CloseAsync();

    private static string RandomText(Random random) => string.Join(' ', Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.Next(10) == 0 ? "词语" : $"w{(int)Math.Pow(random.NextDouble() * 6, 2)}"));

    private protected Task<IndexAnswer> AskAsync(IndexScope scope, IIndexView view, string query) =>
        Index.SearchAsync(scope, new IndexQuery([.. TextAnalyzer.Terms(query).Distinct()], view, null, 10), Cancel);

    private static Dictionary<(long, int), double> Expected(List<(long Generation, int Ordinal, Dictionary<string, int> Terms)> documents, List<string> query)
    {
        var average = (float)documents.Average(document => document.Terms.Values.Sum());
        return documents.ToDictionary(document => (document.Generation, document.Ordinal), document => query.Sum(term => document.Terms.TryGetValue(term, out var frequency)
            ? (double)Bm25.Idf(documents.Count, documents.Count(other => other.Terms.ContainsKey(term))) * Bm25.TermWeight(frequency, document.Terms.Values.Sum(), average)
            : 0));
    }

    private static void AssertRanks(Dictionary<(long, int), double> expected, IndexAnswer answer)
    {
        var matching = expected.Values.Count(score => score > 0);
        Assert.Equal(matching, answer.Candidates ?? matching);
        Assert.Equal(Math.Min(20, matching), answer.Hits.Count);
        var best = expected.Values.OrderDescending().ToList();
        for (var i = 0; i < answer.Hits.Count; i++)
        {
            Assert.Equal(best[i], answer.Hits[i].Score, 1e-3);
            Assert.Equal(expected[(answer.Hits[i].Generation, answer.Hits[i].Ordinal)], answer.Hits[i].Score, 1e-3);
        }
    }
}
