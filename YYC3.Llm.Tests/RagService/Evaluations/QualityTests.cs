using YYC3.Llm.RagService.Evaluations;

namespace YYC3.Llm.Tests.RagService.Evaluations;

public sealed class QualityTests
{
    [Fact]
    public void Of_ARanking_CountsAsTrecEvalDoes()
    {
        // Relevant at places 2 and 4 of three that are relevant: (1/log2 3 + 2/log2 5) / (2/log2 2 + 1/log2 3 + 1/log2 4).
        var quality = Quality.Of(["x", "a", "y", "b"], new Dictionary<string, double> { ["a"] = 1, ["b"] = 2, ["c"] = 1 });

        Assert.Equal(((1 / Math.Log2(3)) + (2 / Math.Log2(5))) / (2 + (1 / Math.Log2(3)) + 0.5), quality.Ndcg, 1e-12);
        Assert.Equal(2.0 / 3, quality.Recall, 1e-12);
        Assert.Equal(0.5, quality.ReciprocalRank);
    }

    [Fact]
    public void Of_WhatComesLate_CountsForRecallAlone()
    {
        var ranking = Enumerable.Range(0, 200).Select(i => $"d{i}").ToList();
        var late = Quality.Of(ranking, new Dictionary<string, double> { ["d10"] = 1, ["d100"] = 1 });

        Assert.Equal(new Quality(0, 0.5, 0), late);
        Assert.Equal(new Quality(1, 1, 1), Quality.Of(ranking, new Dictionary<string, double> { ["d0"] = 3 }));
    }

    [Fact]
    public void Mean_OfTheSameSeed_IsTheSame_AndHoldsTheMean()
    {
        var values = Enumerable.Range(0, 60).Select(i => i % 3 / 2.0).ToList();
        var mean = Bootstrap.Mean(values, 4);

        Assert.Equal(mean, Bootstrap.Mean(values, 4));
        Assert.Equal(0.5, mean.Value);
        Assert.InRange(mean.Low, 0.3, 0.49);
        Assert.InRange(mean.High, 0.51, 0.7);
        Assert.Equal(new Estimated(0.25, 0.25, 0.25), Bootstrap.Mean([0.25, 0.25], 1));
    }
}
