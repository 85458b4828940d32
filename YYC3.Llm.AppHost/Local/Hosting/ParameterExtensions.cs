using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Values and addresses that come from AppHost's settings.</summary>
internal static class ParameterExtensions
{
    /// <summary>Adds a parameter: <c>Parameters:name</c>, else the default.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false)
    {
        var made = new Lazy<string>(value.GetDefaultValue);
        return builder.Add(new ParameterResource(name, () => builder.Configuration[$"Parameters:{name}"] is { Length: > 0 } given ? given : made.Value, secret));
    }

    /// <summary>Adds a store under the address in <c>ConnectionStrings:name</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(this IDistributedApplicationBuilder builder, string name) =>
        builder.Add(new ConnectionStringResource(name, () => builder.Configuration.GetConnectionString(name)));
}
