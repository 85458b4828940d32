namespace YYC3.Llm.Tests.Text;

public sealed class RetrievalQualityTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("cacm", 0.48, 0.68)]
    [InlineData("cmrc2018-trial", 0.97, 0.99)]
    public void Search_PublicCollection_FindsWhatWasJudgedRelevant(string name, double ndcg10, double recall100)
    {
        var collection = RetrievalCollection.Require(name);
        var index = new MemoryIndex();
        foreach (var (_, text) in collection.Documents)
        {
            index.Add(text);
        }

        var measured = collection.Evaluate(query => [.. index.Search(query, 100).Select(d => collection.Documents[d].Id)]);

        output.WriteLine($"{name}: nDCG@10 {measured.Ndcg10:F4}, R@100 {measured.Recall100:F4}, {index.Terms} terms");
        Assert.True(measured.Ndcg10 >= ndcg10, $"nDCG@10 is {measured.Ndcg10:F4}");
        Assert.True(measured.Recall100 >= recall100, $"R@100 is {measured.Recall100:F4}");
    }
}
