namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose address other services are given.</summary>
internal interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
