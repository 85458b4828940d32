namespace YYC3.Llm.Router.Relay;

/// <summary>Settings of the relay, from the section <c>Router</c>.</summary>
internal sealed class RelayOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "Router";

    /// <summary>Largest request body in bytes, 1 to 1 GiB. Default 32 MiB; images come inline.</summary>
    public long MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Whether a text stream that breaks off after its first content is carried on by another candidate, unless its call says otherwise
    /// (header <c>x-yyc3-continue</c>). Default: no; what one model began another ends.</summary>
    public bool ContinueStreams { get; set; }
}
