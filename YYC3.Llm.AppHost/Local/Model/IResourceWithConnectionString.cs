namespace Aspire.Hosting.ApplicationModel;

/// <summary>A store that services reach by a connection string.</summary>
internal interface IResourceWithConnectionString : IResource
{
    /// <summary>The connection string.</summary>
    string ConnectionString { get; }
}
