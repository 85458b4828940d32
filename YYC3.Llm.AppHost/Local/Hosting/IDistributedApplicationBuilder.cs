using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Describes a topology.</summary>
internal interface IDistributedApplicationBuilder
{
    /// <summary>AppHost's settings: files, environment, command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Development or another environment.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The folder of the AppHost project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Whether the topology is run or published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Everything in it, in the order in which it was added.</summary>
    IList<IResource> Resources { get; }

    /// <summary>Makes the topology ready to run.</summary>
    DistributedApplication Build();
}
