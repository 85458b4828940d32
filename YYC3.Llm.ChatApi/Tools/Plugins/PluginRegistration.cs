namespace YYC3.Llm.ChatApi.Tools.Plugins;

/// <summary>A plugin that the application has registered.</summary>
/// <param name="Name">What requests call it.</param>
/// <param name="Type">Its class, made by the service's container.</param>
internal sealed record PluginRegistration(string Name, Type Type);
