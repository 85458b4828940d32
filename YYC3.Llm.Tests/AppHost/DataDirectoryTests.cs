using Microsoft.Extensions.Configuration;
using YYC3.Llm.AppHost.Embedded;

namespace YYC3.Llm.Tests.AppHost;

public sealed class DataDirectoryTests
{
    [Fact]
    public void Claim_HeldByAnother_NamesItsProcessAndAddress()
    {
        using var folder = new TempFolder();
        using var first = DataDirectory.Claim(folder.Path, "http://localhost:3002");
        DataDirectory.SetUrl(folder.Path, "http://localhost:3999");

        var refusal = Assert.Throws<StartException>(() => DataDirectory.Claim(folder.Path, "http://localhost:3003"));

        Assert.Contains($"process {Environment.ProcessId}, http://localhost:3999", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--DataDirectory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_GivenBack_CanBeTakenAgain()
    {
        using var folder = new TempFolder();
        DataDirectory.Claim(folder.Path, "http://localhost:3002").Dispose();

        using var second = DataDirectory.Claim(folder.Path, "http://localhost:3002");

        Assert.Equal(folder.Path, second.Path);
    }

    [Fact]
    public void Claim_BelowAFile_SaysThatItCannotBeWritten()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        var refusal = Assert.Throws<StartException>(() => DataDirectory.Claim(Path.Combine(file, "data"), "http://localhost:3002"));

        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--DataDirectory <path>", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Claim_NewFolder_IsTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var folder = new TempFolder();
        using var data = DataDirectory.Claim(Path.Combine(folder.Path, "new"), "http://localhost:3002");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(data.Path));
    }

    [Fact]
    public void Claim_NoSetting_TakesTheFolderBesideTheSolutionAndSaysSo()
    {
        using var folder = new TempFolder();
        var settings = new ConfigurationManager();

        using var data = DataDirectory.Claim(settings, Path.Combine(folder.Path, "AppHost"), "http://localhost:3002");

        Assert.Equal(Path.Combine(folder.Path, ".yyc3"), data.Path);
        Assert.Equal(data.Path, settings["DataDirectory"]);
    }
}
