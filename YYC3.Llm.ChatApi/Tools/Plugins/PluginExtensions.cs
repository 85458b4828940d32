using Microsoft.SemanticKernel;

namespace YYC3.Llm.ChatApi.Tools.Plugins;

/// <summary>How an application brings in its own tools.</summary>
internal static class PluginExtensions
{
    /// <summary>Registers a Semantic Kernel plugin: a class whose methods with <see cref="KernelFunctionAttribute"/> models may call.</summary>
    /// <typeparam name="T">The class; its constructor's parameters come from the container. One instance serves all calls.</typeparam>
    /// <param name="services">The service's container.</param>
    /// <param name="name">What requests call it: letters, digits and '_'.</param>
    public static IServiceCollection AddAgentPlugin<T>(this IServiceCollection services, string name)
        where T : class => services.AddSingleton(new PluginRegistration(name, typeof(T)));
}
