using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.ServiceDefaults.Outside;

/// <summary>The section <c>Outside</c> of the settings: which addresses that callers name this service itself connects to.</summary>
public sealed class OutsideOptions
{
    /// <summary>Hosts from which files and images are fetched, such as <c>files.example.com</c> or <c>*.example.com</c>. Empty unless set: none.</summary>
    public IList<string> FetchHosts { get; set; } = [];

    /// <summary>Hosts of remote MCP servers; <c>*</c>, any public one, unless set.</summary>
    public IList<string> McpHosts { get; set; } = [];

    /// <summary>Hosts that may be at an internal address (loopback, private, link-local). Empty unless set: whatever a name resolves to, no internal address is connected to.</summary>
    public IList<string> InternalHosts { get; set; } = [];

    /// <summary>Bytes of a fetched file at most; 20 MiB unless set, 1 or more.</summary>
    [Range(1, int.MaxValue)]
    public int MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>How long fetching a file, or a call of a remote tool, may take; 60 seconds unless set, 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}
