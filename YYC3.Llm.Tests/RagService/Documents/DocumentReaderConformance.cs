using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

/// <summary>What holds for every document format. A reader's test class inherits it; <see cref="DocumentReaderSuiteTests"/> sees to that.</summary>
public abstract class DocumentReaderConformance
{
    /// <summary>The reader's name.</summary>
    protected internal abstract string Format { get; }

    /// <summary>A file name with the format's extension.</summary>
    protected abstract string FileName { get; }

    /// <summary>A valid file with one block per paragraph given, none of which needs escaping.</summary>
    protected abstract byte[] Make(IReadOnlyList<string> paragraphs);

    internal static DocumentExtractor Extractor(Action<DocumentLimits>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddDocumentReaders();
        services.Configure<DocumentLimits>(limits => configure?.Invoke(limits));
        return services.BuildServiceProvider().GetRequiredService<DocumentExtractor>();
    }

    internal static List<DocumentBlock> Read(string fileName, byte[] content, Action<DocumentLimits>? configure = null) =>
        [.. Extractor(configure).Extract(new DocumentInput(fileName, null, new MemoryStream(content)), TestContext.Current.CancellationToken)];

    internal static List<DocumentBlock> Read(string fileName, string content) => Read(fileName, Encoding.UTF8.GetBytes(content));

    [Fact]
    public void Read_ValidFile_GivesBlocksInOrderWithExactSpans()
    {
        var paragraphs = Enumerable.Range(1, 40).Select(i => $"Paragraph {i} speaks of subject {i * 7} in a full sentence.").ToList();

        var blocks = Read(FileName, Make(paragraphs));

        Assert.Equal(paragraphs, blocks.Select(b => b.Text));
        var extracted = new StringBuilder();
        foreach (var block in blocks)
        {
            extracted.Append(block.Separator);
            Assert.Equal(extracted.Length, block.Span.Start);
            extracted.Append(block.Text);
            Assert.Equal(extracted.Length, block.Span.End);
        }
    }

    [Fact]
    public void Read_Cancelled_StopsAtOnce()
    {
        var paragraphs = Enumerable.Range(1, 400).Select(i => $"Paragraph {i} is one of many.").ToList();
        using var stop = new CancellationTokenSource();
        using var blocks = Extractor().Extract(new DocumentInput(FileName, null, new MemoryStream(Make(paragraphs))), stop.Token).GetEnumerator();
        Assert.True(blocks.MoveNext());

        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (blocks.MoveNext())
            {
            }
        });
    }

    [Fact]
    public void Read_EmptyFile_IsRefusedWithAReason()
    {
        var refusal = Assert.Throws<DocumentUnreadableException>(() => Read(FileName, []));

        Assert.Equal(DocumentUnreadableException.InvalidFile, refusal.Code);
        Assert.Contains("empty", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreTextThanAllowed_IsRefusedWithAReason()
    {
        var file = Make([.. Enumerable.Range(1, 100).Select(i => $"Paragraph {i} is one of many.")]);

        var refusal = Assert.Throws<DocumentUnreadableException>(() => Read(FileName, file, limits => limits.MaxCharacters = 1_000));

        Assert.Equal(DocumentUnreadableException.InvalidFile, refusal.Code);
        Assert.Contains("1,000", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OutOfTime_IsRefusedWithAReason()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<TimeProvider>(time);
        using var provider = services.AddDocumentReaders().BuildServiceProvider();
        var file = Make([.. Enumerable.Range(1, 400).Select(i => $"Paragraph {i} is one of many.")]);

        var refusal = Assert.Throws<DocumentUnreadableException>(() =>
        {
            foreach (var block in provider.GetRequiredService<DocumentExtractor>().Extract(new DocumentInput(FileName, null, new MemoryStream(file)), default))
            {
                time.Advance(TimeSpan.FromMinutes(11));
            }
        });

        Assert.Contains("10 minutes", refusal.Message, StringComparison.Ordinal);
    }

    [FsCheck.Xunit.Property(MaxTest = 100)]
    public void Read_RandomBytes_NeverFailsInAnotherWay(byte[] noise) => ReadOrRefuse(noise);

    [FsCheck.Xunit.Property(MaxTest = 100)]
    public void Read_DamagedFile_NeverFailsInAnotherWay(ushort at, byte[] noise, bool cut)
    {
        var file = Make(["First paragraph of the file.", "Second paragraph of the file.", "Third paragraph of the file."]);
        var start = at % file.Length;
        noise.AsSpan(0, Math.Min(noise.Length, file.Length - start)).CopyTo(file.AsSpan(start));
        ReadOrRefuse(cut ? file[..start] : file);
    }

    private void ReadOrRefuse(byte[] content)
    {
        try
        {
            Read(FileName, content);
        }
        catch (DocumentUnreadableException refusal)
        {
            Assert.NotEmpty(refusal.Message);
        }
    }
}
