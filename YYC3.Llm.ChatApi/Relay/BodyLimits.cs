namespace YYC3.Llm.ChatApi.Relay;

/// <summary>How large request bodies may be.</summary>
internal sealed class BodyLimits(IConfiguration configuration)
{
    /// <summary>The setting for JSON bodies.</summary>
    public const string BodySetting = "Limits:BodyBytes";

    /// <summary>The setting for uploaded files.</summary>
    public const string UploadSetting = "Limits:UploadBytes";

    /// <summary>JSON bodies, in bytes; 32 MiB unless set. Images travel in them.</summary>
    public int Body { get; } = configuration.GetValue(BodySetting, 32 * 1024 * 1024);

    /// <summary>Uploaded files, in bytes; 512 MiB unless set, as OpenAI has it.</summary>
    public long Upload { get; } = configuration.GetValue(UploadSetting, 512L * 1024 * 1024);
}
