using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace YYC3.Llm.ServiceDefaults.Hosting;

/// <summary>Ties a service to the process that launched it.</summary>
public static class SupervisionExtensions
{
    /// <summary>
    /// Where a launcher holds the standard input (<c>YYC3_SUPERVISED=stdin</c>), lets its end stop the service, and leaves Ctrl-C to the launcher.
    /// Started by hand, a service keeps the ordinary console lifetime.
    /// </summary>
    /// <param name="services">The service's container; call this before anything that may hang.</param>
    public static IServiceCollection AddSupervision(this IServiceCollection services)
    {
        if (SupervisedLifetime.TryStart())
        {
            services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SupervisedLifetime>());
        }

        return services;
    }
}
