using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace YYC3.Llm.ServiceDefaults.Http;

/// <summary>How the services call each other.</summary>
internal static class HttpDefaultsExtensions
{
    /// <summary>Addresses such as <c>http://router</c> are looked up in <c>services__router__http__0</c>. Nothing is retried:
    /// a repeated POST asks and bills twice, and only Router may decide that.</summary>
    public static WebApplicationBuilder AddHttpDefaults(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddServiceDiscovery();
            http.UseSocketsHttpHandler((handler, _) =>
            {
                handler.ConnectTimeout = TimeSpan.FromSeconds(5);
                handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;
            });
        });
        return builder;
    }
}
