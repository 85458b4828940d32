namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that the topology is given from outside, by <c>Parameters:name</c>.</summary>
internal sealed class ParameterResource(string name, Func<string> value, bool secret) : IResource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <summary>Whether it must not be shown.</summary>
    public bool Secret => secret;

    /// <summary>The value.</summary>
    public string Value => value();
}
