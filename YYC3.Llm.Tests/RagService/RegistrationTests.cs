using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.RagService;
using YYC3.Llm.RagService.Documents;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Sources;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.Tests.RagService.Indexing;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

/// <summary>A class that exists is no proof that it is wired.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task Families_InTheRealHost_AreComplete()
    {
        await using var rag = await RagHost.StartAsync();
        Assert.Equal(Implementations<IVectorIndex>(), [.. rag.Services.GetServices<IVectorIndex>().Select(member => member.GetType().Name).Order()]);
        Assert.Equal(Implementations<IJobHandler>(), [.. rag.Services.GetServices<IJobHandler>().Select(member => member.GetType().Name).Order()]);
        Assert.Equal(Implementations<ISourceReader>(), [.. rag.Services.GetServices<ISourceReader>().Select(member => member.GetType().Name).Order()]);
        Assert.Equal(Implementations<IDocumentReader>(), [.. rag.Services.GetServices<IDocumentReader>().Select(member => member.GetType().Name).Order()]);
    }

    [Fact]
    public void EveryIndex_HasItsConformanceTests()
    {
        var tested = typeof(VectorIndexConformance).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(VectorIndexConformance))).Select(type => type.Name).ToList();

        Assert.All(Implementations<IVectorIndex>(), name => Assert.Contains($"{name}Tests", tested));
    }

    [Fact]
    public async Task UnknownIndex_IsRefusedAtTheStart()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Index:Name"] = "magic" } }));

        Assert.Contains("embedded", Assert.IsType<StartupException>(refused).Message, StringComparison.Ordinal);
    }

    private static List<string> Implementations<T>() =>
        [.. typeof(RagServiceHost).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T))).Select(type => type.Name).Order()];
}
