using Aspire.Hosting;
using YYC3.Llm.AppHost.Embedded;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class PublishSwitchTests
{
    [Theory]
    [InlineData("--publisher", "manifest")]
    [InlineData("--publisher=manifest")]
    [InlineData("--operation", "publish", "--step", "publish")]
    public void CreateBuilder_AskedToPublish_SaysWhatBuildCan(params string[] args)
    {
        var refusal = Assert.Throws<StartException>(() => DistributedApplication.CreateBuilder(args));

        Assert.Contains("-p:UseAspire=true", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
