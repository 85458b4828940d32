namespace YYC3.Llm.Tests.AppHost;

/// <summary>A folder for one test, deleted after it.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("yyc3-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
