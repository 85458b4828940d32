using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Documents;
using YYC3.Llm.Tests.Testing;
using YYC3.Llm.Tests.Text;

namespace YYC3.Llm.Tests.RagService.Documents;

/// <summary>
/// Debian's manual (packages debian-reference-en and debian-reference-zh-cn): several hundred pages of PDF in two languages,
/// and questions about it that were written as a person asks them.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class RealDocumentTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("debian-reference.en")]
    [InlineData("debian-reference.zh-cn")]
    public void Extract_Manual_AnswersQuestionsWithTheRightSection(string name)
    {
        var (path, questions) = Load(name);
        Assert.SkipUnless(File.Exists(path), $"{path} is not installed (apt-get install {name.Replace('.', '-')})");
        using var process = Process.GetCurrentProcess();
        var memory = process.WorkingSet64;
        var cpu = process.TotalProcessorTime;

        using var file = File.OpenRead(path);
        var blocks = DocumentReaderConformance.Extractor().Extract(new DocumentInput(path, null, file), TestContext.Current.CancellationToken);
        var chunks = Chunker.Split(blocks, ChunkingStrategy.Auto).ToList();
        var index = new MemoryIndex();
        chunks.ForEach(chunk => index.Add(chunk.TextInContext));

        process.Refresh();
        var growth = (process.WorkingSet64 - memory) >> 20;
        output.WriteLine($"{chunks.Count} chunks of {chunks.Average(c => c.Tokens):F0} tokens in {(process.TotalProcessorTime - cpu).TotalSeconds:F1} s of processor time, {growth} MiB");
        Assert.True(process.TotalProcessorTime - cpu < TimeSpan.FromSeconds(60), $"took {process.TotalProcessorTime - cpu}");
        Assert.True(growth < 300, $"grew by {growth} MiB");
        Assert.All(questions, question =>
        {
            var found = index.Search(question.Question, 3).Select(i => chunks[i]).ToList();
            Assert.True(found.Exists(chunk => Covers(chunk, question.Section)), $"{question.Question} {question.Section}: {string.Join("; ", found.Select(c => string.Join(" > ", c.HeadingPath)))}");
        });
    }

    [Theory]
    [InlineData("debian-reference.en")]
    [InlineData("debian-reference.zh-cn")]
    public void Extract_Manual_KeepsItsStructure(string name)
    {
        var (path, _) = Load(name);
        Assert.SkipUnless(File.Exists(path), $"{path} is not installed (apt-get install {name.Replace('.', '-')})");
        using var file = File.OpenRead(path);

        var blocks = DocumentReaderConformance.Extractor().Extract(new DocumentInput(path, null, file), TestContext.Current.CancellationToken).ToList();

        var sections = blocks.Where(b => b.Kind == BlockKind.Heading).ToList();
        var numbered = sections.Where(b => b.Text.StartsWith("1.2.7 ", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, Assert.Single(numbered).HeadingPath.Count);
        Assert.InRange(sections.Count(b => b.Level == 3), 250, 400);
        Assert.Equal(12, sections.Count(b => b.Level == 1 && b.Text.StartsWith("Chapter ", StringComparison.Ordinal)));
        Assert.DoesNotContain(blocks, b => b.Text is "Debian Reference" && b.Page > 5);
        Assert.Contains(blocks, b => b.Kind == BlockKind.Code && b.Text.Contains("Martin  Michlmayr March   2003", StringComparison.Ordinal));
        Assert.All(blocks.Zip(blocks.Skip(1)), pair => Assert.True(pair.First.Page <= pair.Second.Page));
    }

    private static bool Covers(Chunk chunk, string section) =>
        chunk.HeadingPath.Any(heading => heading.StartsWith(section + " ", StringComparison.Ordinal))
        || chunk.Text.StartsWith(section + " ", StringComparison.Ordinal)
        || chunk.Text.Contains("\n" + section + " ", StringComparison.Ordinal);

    private static (string Path, (string Question, string Section)[] Questions) Load(string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "Questions", name + ".json");
        var root = JsonElement.Parse(File.ReadAllText(file));
        return (root.GetProperty("document").GetString()!,
            [.. root.GetProperty("questions").EnumerateArray().Select(q => (q.GetProperty("question").GetString()!, q.GetProperty("section").GetString()!))]);
    }
}
