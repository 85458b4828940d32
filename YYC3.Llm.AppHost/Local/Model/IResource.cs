namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the topology.</summary>
internal interface IResource
{
    /// <summary>Its name, unique in the topology; services find each other by it.</summary>
    string Name { get; }
}
