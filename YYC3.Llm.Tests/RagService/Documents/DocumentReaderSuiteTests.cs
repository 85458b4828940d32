using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class DocumentReaderSuiteTests
{
    [Fact]
    public void Readers_All_AreRegisteredOnceAndHaveTheirConformanceTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        using var provider = services.AddDocumentReaders().BuildServiceProvider();
        var registered = provider.GetServices<IDocumentReader>().ToList();
        var written = typeof(IDocumentReader).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IDocumentReader)));
        var tested = typeof(DocumentReaderConformance).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(DocumentReaderConformance)))
            .Select(type => ((DocumentReaderConformance)Activator.CreateInstance(type)!).Format);

        Assert.Equal(written.Select(type => type.Name).Order(StringComparer.Ordinal), registered.Select(r => r.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(registered.Select(r => r.Name).Order(StringComparer.Ordinal), tested.Order(StringComparer.Ordinal));
    }
}
