namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that is given environment variables.</summary>
internal interface IResourceWithEnvironment : IResource
{
    /// <summary>The variables by name.</summary>
    IDictionary<string, ServiceVariable> Variables { get; }
}
