namespace YYC3.Llm.RagService.Models;

/// <summary>Registers the way to Router's models.</summary>
internal static class ModelsExtensions
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddHttpClient(RouterClient.ClientName, client =>
        {
            client.BaseAddress = new Uri("http://router");
            client.Timeout = TimeSpan.FromMinutes(2);
        });
        return services.AddSingleton<RouterClient>();
    }
}
