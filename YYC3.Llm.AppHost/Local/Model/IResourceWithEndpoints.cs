namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that listens.</summary>
internal interface IResourceWithEndpoints : IResource
{
    /// <summary>Where and how.</summary>
    HttpEndpoint Http { get; }
}
