using Microsoft.Extensions.Configuration;
using YYC3.Llm.AppHost.Embedded;

StartException.EndsWithItsMessage();

var builder = DistributedApplication.CreateBuilder([.. args.Select(argument => argument is "--simulate" or "--verbose" ? argument + "=true" : argument)]);
var settings = builder.Configuration;
var running = builder.ExecutionContext.IsRunMode;
var chatPort = running ? settings.GetValue("Ports:ChatApi", 3002) : 6602;
using var data = running ? DataDirectory.Claim(settings, builder.AppHostDirectory, $"http://localhost:{chatPort}") : null;

var bootstrapKey = Secret("bootstrap-key", prefix: "sk-yyc3-");
var internalKey = Secret("internal-key");

// Stores: an address in the settings wins, then containers, then embedded ones. Published charts always hold the real ones.
var containers = new Lazy<bool>(() => ContainerRuntime.IsAvailable(settings));
using var embeddedCache = new EmbeddedCache(settings, new Random(Environment.ProcessId));
if (UsesEmbedded("cache"))
{
    embeddedCache.Start(data!.Path);
}

var cache = Store("cache", () => builder.AddRedis("cache").WithDataVolume("yyc3-cache"));
var database = Store("llmdb", () => builder.AddPostgres("postgres").WithDataVolume("yyc3-postgres").AddDatabase("llmdb"));
var vectors = Store("vectors", () => builder.AddQdrant("vectors").WithDataVolume("yyc3-vectors"));

// Provider keys (OPENAI_API_KEY, ZHIPU_API_KEY, …) reach the router by its inherited environment.
var router = Service<Projects.YYC3_Llm_Router>("router")
    .With(cache)
    .With(database);

// --simulate: the providers' simulator is one more service, and the router's models are those that it serves.
if (running && settings.GetValue("simulate", false))
{
    var simulator = Service<Projects.YYC3_Llm_Simulator>("simulator");
    router.WithReference(simulator).WaitFor(simulator);
    settings["Models:File"] ??= Path.GetFullPath("../YYC3.Llm.Simulator/simulator-models.json", builder.AppHostDirectory);
}

if (settings["Models:File"] is { Length: > 0 } models)
{
    router.WithEnvironment("Models__File", Path.GetFullPath(models));
}

var rag = Service<Projects.YYC3_Llm_RagService>("ragservice")
    .With(cache)
    .With(database)
    .With(vectors)
    .WithReference(router).WaitFor(router);

Service<Projects.YYC3_Llm_ChatApi>("chatapi", chatPort)
    .With(cache)
    .With(database)
    .WithReference(router).WaitFor(router)
    .WithReference(rag).WaitFor(rag)
    .WithEnvironment("BootstrapKey", bootstrapKey)
    .WithReplicas(settings.GetValue("Replicas:ChatApi", 1))
    .WithExternalHttpEndpoints();

if (running)
{
    Flavour.Announce();
}
else
{
    builder.AddPublishTarget();
}

builder.Build().Run();

// Made on the first start and kept, also where user secrets are not read (outside Development).
IResourceBuilder<ParameterResource> Secret(string name, string prefix = "")
{
    if (data is not null && string.IsNullOrEmpty(settings[$"Parameters:{name}"]))
    {
        settings[$"Parameters:{name}"] = KeptSecrets.GetOrCreate(data.Path, name, prefix);
    }

    return builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true);
}

bool UsesEmbedded(string store) => running && settings.GetConnectionString(store) is null && !containers.Value;

IResourceBuilder<IResourceWithConnectionString>? Store(string name, Func<IResourceBuilder<IResourceWithConnectionString>> container) =>
    UsesEmbedded(name) ? null
    : running && settings.GetConnectionString(name) is not null ? builder.AddConnectionString(name)
    : container();

// No launch profile: its addresses would join the endpoints here, and only in run mode.
IResourceBuilder<ProjectResource> Service<TProject>(string name, int? port = null) where TProject : IProjectMetadata, new()
{
    var service = builder.AddProject<TProject>(name, launchProfileName: null)
        .WithHttpEndpoint(port, targetPort: running ? null : port, name: "http")
        .WithHttpHealthCheck("/health")
        .WithEnvironment("InternalKey", internalKey);

    return data is null ? service : service
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName)
        .WithEnvironment("DataDirectory", data.Path);
}
