using System.Globalization;
using System.Text;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Tests.Router.Metering;

/// <summary>Bills worked out by hand; the arithmetic stands beside each. Rates are per 1,000,000 tokens.</summary>
public sealed class HandMadeBillTests
{
    private const string Plain = """{"from":"2026-01-01","currency":"USD","in":2.5,"cachedIn":1.25,"out":10}""";
    private const string Claude = """{"from":"2026-01-01","currency":"USD","in":3,"cachedIn":0.3,"cacheWrite":3.75,"cacheWrite1h":6,"out":15,"tiers":[{"above":200000,"in":6,"cachedIn":0.6,"out":22.5,"cacheWrite":7.5}]}""";
    private const string Qwen = """{"from":"2026-01-01","currency":"USD","in":0.4,"out":1.2,"outReasoning":4,"tiers":[{"above":256000,"in":1.2,"out":3.6,"outReasoning":12}]}""";
    private const string Coder = """{"from":"2026-01-01","currency":"USD","in":1,"cachedIn":0.1,"out":5,"tiers":[{"above":32000,"in":1.8,"cachedIn":0.18,"out":9},{"above":128000,"in":3,"cachedIn":0.3,"out":15}]}""";
    private const string Glm = """{"from":"2026-01-01","currency":"CNY","in":8,"cachedIn":2,"out":28}""";
    private const string Seek = """{"from":"2026-01-01","currency":"USD","in":0.22,"cachedIn":0.007,"out":0.66,"windows":[{"from":"01:00","to":"04:00","multiplier":2},{"from":"06:00","to":"10:00","multiplier":2}]}""";
    private const string OffPeak = """{"from":"2026-01-01","currency":"CNY","in":2,"cachedIn":0.5,"out":8,"windows":[{"from":"16:30","to":"00:30","multiplier":0.5}]}""";
    private const string Batch = """{"from":"2026-01-01","currency":"USD","in":5,"cachedIn":0.5,"out":30,"tiers":[{"above":272000,"in":10,"cachedIn":1,"out":45}],"batch":{"in":2.5,"out":15},"flex":{"in":2.5,"out":15},"priority":{"in":10,"out":60}}""";
    private const string Audio = """{"from":"2026-01-01","currency":"USD","in":0.3,"cachedIn":0.03,"out":2.5,"audioIn":1.0,"audioOut":20}""";
    private const string Free = """{"from":"2026-01-01","currency":"USD","in":0,"cachedIn":0,"out":0}""";
    private const string NoOut = """{"from":"2026-01-01","currency":"USD","in":1}""";

    [Theory]
    // 1: 1000 × 2.5 = 2500; 500 × 10 = 5000; 7500 / 10^6
    [InlineData(Plain, "in=1000,out=500", "2026-11-25T12:00:00Z", null, "0.0075")]
    // 2: 1 × 2.5 / 10^6
    [InlineData(Plain, "in=1", "2026-11-25T12:00:00Z", null, "0.0000025")]
    // 3: 9 × 2.5 = 22.5; 2 × 10 = 20; 42.5 / 10^6
    [InlineData(Plain, "in=9,out=2", "2026-11-25T12:00:00Z", null, "0.0000425")]
    // 4: nothing used costs nothing
    [InlineData(Plain, "", "2026-11-25T12:00:00Z", null, "0")]
    // 5: cached: 200 × 2.5 = 500; 800 × 1.25 = 1000; 100 × 10 = 1000; 2500 / 10^6
    [InlineData(Plain, "in=200,read=800,out=100", "2026-11-25T12:00:00Z", null, "0.0025")]
    // 6: all cached: 1024 × 1.25 = 1280; 1 × 10; 1290 / 10^6
    [InlineData(Plain, "read=1024,out=1", "2026-11-25T12:00:00Z", null, "0.00129")]
    // 7: reasoning without a price of its own is output: 100 × 2.5 = 250; 900 × 10 = 9000; 9250 / 10^6
    [InlineData(Plain, "in=100,out=900,reasoning=700", "2026-11-25T12:00:00Z", null, "0.00925")]
    // 8: write 5m: 100 × 3 = 300; 2000 × 3.75 = 7500; 50 × 15 = 750; 8550 / 10^6
    [InlineData(Claude, "in=100,write=2000,out=50", "2026-11-25T12:00:00Z", null, "0.00855")]
    // 9: write 1h: 100 × 3 = 300; 2000 × 6 = 12000; 50 × 15 = 750; 13050 / 10^6
    [InlineData(Claude, "in=100,write1h=2000,out=50", "2026-11-25T12:00:00Z", null, "0.01305")]
    // 10: all kinds: 7 × 3 = 21; 11 × 0.3 = 3.3; 13 × 3.75 = 48.75; 17 × 6 = 102; 19 × 15 = 285; 460.05 / 10^6
    [InlineData(Claude, "in=7,read=11,write=13,write1h=17,out=19", "2026-11-25T12:00:00Z", null, "0.00046005")]
    // 11: at the tier's edge (200000) the lower rates: 200000 × 3 = 600000; 10 × 15 = 150; 600150 / 10^6
    [InlineData(Claude, "in=200000,out=10", "2026-11-25T12:00:00Z", null, "0.60015")]
    // 12: one above it all at the tier: 200001 × 6 = 1200006; 10 × 22.5 = 225; 1200231 / 10^6
    [InlineData(Claude, "in=200001,out=10", "2026-11-25T12:00:00Z", null, "1.200231")]
    // 13: the tier goes by the whole prompt, cached included: 1000 × 6 = 6000; 250000 × 0.6 = 150000; 100 × 22.5 = 2250; 158250 / 10^6
    [InlineData(Claude, "in=1000,read=250000,out=100", "2026-11-25T12:00:00Z", null, "0.15825")]
    // 14: the tier does not say 1h, its input doubled, so 6 × 2 = 12: 1 × 6; 200000 × 12 = 2400000; 2400006 / 10^6
    [InlineData(Claude, "in=1,write1h=200000", "2026-11-25T12:00:00Z", null, "2.400006")]
    // 15: not thinking: 1000 × 0.4 = 400; 1000 × 1.2 = 1200; 1600 / 10^6
    [InlineData(Qwen, "in=1000,out=1000", "2026-11-25T12:00:00Z", null, "0.0016")]
    // 16: thinking, the whole answer at the reasoning rate: 400; 1000 × 4 = 4000; 4400 / 10^6
    [InlineData(Qwen, "in=1000,out=1000,reasoning=1", "2026-11-25T12:00:00Z", null, "0.0044")]
    // 17: thinking in the tier: 300000 × 1.2 = 360000; 100 × 12 = 1200; 361200 / 10^6
    [InlineData(Qwen, "in=300000,out=100,reasoning=60", "2026-11-25T12:00:00Z", null, "0.3612")]
    // 18: no price for cached tokens, so they cost what input costs: 1000 × 0.4 = 400 in all; 10 × 1.2 = 12; 412 / 10^6
    [InlineData(Qwen, "in=400,read=600,out=10", "2026-11-25T12:00:00Z", null, "0.000412")]
    // 19: middle of three tiers: 100000 × 1.8 = 180000; 28000 × 0.18 = 5040; 1000 × 9 = 9000; 194040 / 10^6
    [InlineData(Coder, "in=100000,read=28000,out=1000", "2026-11-25T12:00:00Z", null, "0.19404")]
    // 20: the highest: 128001 × 3 = 384003; 384003 / 10^6
    [InlineData(Coder, "in=128001", "2026-11-25T12:00:00Z", null, "0.384003")]
    // 21: CNY: 1234 × 8 = 9872; 567 × 28 = 15876; 25748 / 10^6
    [InlineData(Glm, "in=1234,out=567", "2026-11-25T12:00:00Z", null, "0.025748")]
    // 22: CNY, cached: 34 × 8 = 272; 1200 × 2 = 2400; 5 × 28 = 140; 2812 / 10^6
    [InlineData(Glm, "in=34,read=1200,out=5", "2026-11-25T12:00:00Z", null, "0.002812")]
    // 23: off its peak: 1000 × 0.22 = 220; 1000 × 0.007 = 7; 1000 × 0.66 = 660; 887 / 10^6
    [InlineData(Seek, "in=1000,read=1000,out=1000", "2026-11-25T05:00:00Z", null, "0.000887")]
    // 24: in its peak hours twice that: 1774 / 10^6; and in the second window
    [InlineData(Seek, "in=1000,read=1000,out=1000", "2026-11-25T06:00:00Z", null, "0.001774")]
    // 25: a window's end is outside: 04:00 is 887 / 10^6 again
    [InlineData(Seek, "in=1000,read=1000,out=1000", "2026-11-25T04:00:00Z", null, "0.000887")]
    // 26: a window over midnight, half price: (1000 × 2 + 100 × 8) / 2 = 1400; / 10^6
    [InlineData(OffPeak, "in=1000,out=100", "2026-11-25T00:29:59Z", null, "0.0014")]
    // 27: batch: 10000 × 2.5 = 25000; 1000 × 15 = 15000; 40000 / 10^6
    [InlineData(Batch, "in=10000,out=1000", "2026-11-25T12:00:00Z", "batch", "0.04")]
    // 28: flex, cached in proportion (0.5 × 2.5 / 5 = 0.25): 100 × 2.5 = 250; 900 × 0.25 = 225; 10 × 15 = 150; 625 / 10^6
    [InlineData(Batch, "in=100,read=900,out=10", "2026-11-25T12:00:00Z", "flex", "0.000625")]
    // 29: priority: 10000 × 10 = 100000; 1000 × 60 = 60000; 160000 / 10^6
    [InlineData(Batch, "in=10000,out=1000", "2026-11-25T12:00:00Z", "priority", "0.16")]
    // 30: audio: 400 text × 0.3 = 120; 600 audio × 1 = 600; 10 text × 2.5 = 25; 90 audio × 20 = 1800; 2545 / 10^6
    [InlineData(Audio, "in=1000,audioIn=600,out=100,audioOut=90", "2026-11-25T12:00:00Z", null, "0.002545")]
    // 31: audio in both directions, cached besides: 0 × 0.3; 10 × 1 = 10; 100 × 0.03 = 3; 13 / 10^6
    [InlineData(Audio, "in=10,audioIn=10,read=100", "2026-11-25T12:00:00Z", null, "0.000013")]
    // 32: an explicit 0 is a price: it is free
    [InlineData(Free, "in=1000,out=1000", "2026-11-25T12:00:00Z", null, "0")]
    // 33: unknown rates are unknown, not 0
    [InlineData(NoOut, "in=1000,out=1", "2026-11-25T12:00:00Z", null, null)]
    // 34: and matter only where there are tokens: 1000 × 1 / 10^6
    [InlineData(NoOut, "in=1000", "2026-11-25T12:00:00Z", null, "0.001")]
    // 35: a service tier without a price is unknown
    [InlineData(Plain, "in=1", "2026-11-25T12:00:00Z", "flex", null)]
    // 36: batch above the tier: 10 × 2.5 / 5 = 5, 45 × 15 / 30 = 22.5: 272001 × 5 = 1360005; 10 × 22.5 = 225; 1360230 / 10^6
    [InlineData(Batch, "in=272001,out=10", "2026-11-25T12:00:00Z", "batch", "1.36023")]
    public void Cost_OfAHandMadeBill_AgreesToTheLastDigit(string price, string usage, string at, string? tier, string? expected)
    {
        var read = PriceJson.Read(Encoding.UTF8.GetBytes(price));
        var time = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);

        var cost = CostFormula.Cost(Usage(usage), read, time, tier);

        Assert.Equal(expected, cost?.ToString(CultureInfo.InvariantCulture));
        var terms = CostFormula.Terms(Usage(usage), read, time, tier);
        Assert.Equal(cost, terms?.Any(term => term.Amount is null) == false ? terms.Sum(term => term.Amount) : null);
        Assert.Equal(cost, CostFormula.Cost(Usage(usage), PriceJson.Read(read.Json), time, tier));
        Assert.Equal(read.Version, PriceJson.Read(read.Json).Version);
    }

    private static TokenUsage Usage(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToDictionary(part => part[0], part => long.Parse(part[1], CultureInfo.InvariantCulture));
        return new TokenUsage
        {
            InputUncached = parts.GetValueOrDefault("in"),
            CacheRead = parts.GetValueOrDefault("read"),
            CacheWrite = parts.GetValueOrDefault("write"),
            CacheWrite1h = parts.GetValueOrDefault("write1h"),
            Output = parts.GetValueOrDefault("out"),
            Reasoning = parts.GetValueOrDefault("reasoning"),
            AudioInput = parts.GetValueOrDefault("audioIn"),
            AudioOutput = parts.GetValueOrDefault("audioOut"),
        };
    }
}
