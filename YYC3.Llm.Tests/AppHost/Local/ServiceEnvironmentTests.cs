using System.Collections;
using YYC3.Llm.AppHost.Local.Processes;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class ServiceEnvironmentTests
{
    private static readonly Collector Collector = new("http://127.0.0.1:18888", "secret");

    [Theory]
    [InlineData("ASPNETCORE_URLS")]
    [InlineData("aspnetcore_environment")]
    [InlineData("DOTNET_ENVIRONMENT")]
    [InlineData("DOTNET_LAUNCH_PROFILE")]
    [InlineData("URLS")]
    [InlineData("HTTP_PORTS")]
    [InlineData("ASPIRE_ALLOW_UNSECURED_TRANSPORT")]
    [InlineData("Parameters__bootstrap-key")]
    [InlineData("ConnectionStrings__llmdb")]
    [InlineData("Kestrel__Endpoints__Http__Url")]
    [InlineData("Ports__ChatApi")]
    [InlineData("services__router__http__0")]
    [InlineData("InternalKey")]
    [InlineData("DataDirectory")]
    public void Inherit_MeantForAppHost_IsLeftOut(string name) =>
        Assert.Empty(ServiceEnvironment.Inherit(new Hashtable { [name] = "x" }));

    [Theory]
    [InlineData("PATH")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("ZHIPU_API_KEY")]
    [InlineData("HTTPS_PROXY")]
    [InlineData("DOTNET_gcServer")]
    [InlineData("Logging__LogLevel__Default")]
    public void Inherit_MeantForAll_IsPassedOn(string name) =>
        Assert.Equal("x", ServiceEnvironment.Inherit(new Hashtable { [name] = "x" })[name]);

    [Fact]
    public void Telemetry_InDevelopment_GoesOutAtOnceWithContentUnlessTheUserSaysOtherwise()
    {
        var inherited = new Dictionary<string, string> { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "false" };

        var variables = ServiceEnvironment.Telemetry("chatapi", "chatapi-2", Collector, isDevelopment: true, inherited);

        Assert.Equal("1000", variables["OTEL_BSP_SCHEDULE_DELAY"].Value());
        Assert.False(variables.ContainsKey("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"));
        Assert.Equal("chatapi", variables["OTEL_SERVICE_NAME"].Value());
        Assert.Equal("service.instance.id=chatapi-2", variables["OTEL_RESOURCE_ATTRIBUTES"].Value());
        Assert.Equal("http/protobuf", variables["OTEL_EXPORTER_OTLP_PROTOCOL"].Value());
        Assert.Equal("x-otlp-api-key=secret", variables["OTEL_EXPORTER_OTLP_HEADERS"].Value());
        Assert.True(variables["OTEL_EXPORTER_OTLP_HEADERS"].IsSecret);
    }

    [Fact]
    public void Telemetry_OutsideDevelopment_KeepsTheDefaultsOfTheExporters()
    {
        var variables = ServiceEnvironment.Telemetry("router", "router", Collector, isDevelopment: false, new Dictionary<string, string>());

        Assert.Equal(
            ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"],
            variables.Keys.Order(StringComparer.Ordinal));
    }
}
