using BenchmarkDotNet.Attributes;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Benchmarks.Micro;

/// <summary>The text work of indexing and of context budgets, on 3,000 characters of either language.</summary>
[MemoryDiagnoser]
public class TextBenchmarks
{
    private readonly Dictionary<string, int> frequencies = new(StringComparer.Ordinal);
    private string text = "";

    /// <summary>The language.</summary>
    [Params("en", "zh")]
    public string Language { get; set; } = "en";

    [GlobalSetup]
    public void Prepare()
    {
        var sentence = Language == "en" ? "The package manager resolves dependencies before it installs anything. " : "软件包管理器在安装之前会先解决依赖关系，然后再写入磁盘。";
        text = string.Concat(Enumerable.Repeat(sentence, 3000 / sentence.Length));
    }

    [Benchmark]
    public int Terms()
    {
        frequencies.Clear();
        return TextAnalyzer.CountTerms(text, frequencies);
    }

    [Benchmark]
    public int Sentences() => SentenceSplitter.Split(text).Count;

    [Benchmark]
    public int Tokens() => TokenCounter.Count(text);

    [Benchmark]
    public int EstimatedTokens() => TokenCounter.Estimate(text);
}
