using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using YYC3.Llm.AppHost.Local.Processes;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class SupervisorTests
{
    [Fact]
    public void InOrder_DeclaredInAnyOrder_PutsEachAfterWhatItWaitsFor()
    {
        var (edge, router, simulator) = (Service("chatapi"), Service("router"), Service("simulator"));
        edge.WaitsFor.Add(router);
        router.WaitsFor.Add(simulator);
        router.WaitsFor.Add(new ConnectionStringResource("cache", () => "127.0.0.1:6379"));

        Assert.Equal([simulator, router, edge], Supervisor.InOrder([edge, router, simulator]));
    }

    [Fact]
    public void InOrder_Circle_IsNamed()
    {
        var (one, two) = (Service("one"), Service("two"));
        one.WaitsFor.Add(two);
        two.WaitsFor.Add(one);

        var refusal = Assert.Throws<DistributedApplicationException>(() => Supervisor.InOrder([one, two]));

        Assert.Contains("one, two", refusal.Message, StringComparison.Ordinal);
    }

    private static ProjectResource Service(string name) => new(name, new NoProject());

    private sealed class NoProject : IProjectMetadata
    {
        public string ProjectPath => "";

        public string AssemblyPath => "";
    }
}
