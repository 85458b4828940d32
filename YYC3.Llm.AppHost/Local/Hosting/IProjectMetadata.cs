namespace Aspire.Hosting;

/// <summary>Where a service is; the build writes one class for each project that AppHost refers to.</summary>
internal interface IProjectMetadata
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>The built assembly. The real Aspire has no such member: it finds the assembly itself.</summary>
    string AssemblyPath { get; }
}
