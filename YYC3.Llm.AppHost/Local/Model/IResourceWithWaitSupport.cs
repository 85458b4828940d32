namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that starts after others.</summary>
internal interface IResourceWithWaitSupport : IResource
{
    /// <summary>What has to be healthy once before it starts.</summary>
    IList<IResource> WaitsFor { get; }
}
