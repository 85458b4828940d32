using YYC3.Llm.AppHost.Embedded;

namespace YYC3.Llm.Tests.AppHost;

public sealed class KeptSecretsTests
{
    [Fact]
    public void GetOrCreate_Twice_KeepsTheFirst()
    {
        using var directory = new TempFolder();

        var made = KeptSecrets.GetOrCreate(directory.Path, "bootstrap-key", "sk-yyc3-");
        var kept = KeptSecrets.GetOrCreate(directory.Path, "bootstrap-key", "sk-yyc3-");

        Assert.Matches("^sk-yyc3-[A-Za-z0-9]{40}$", made);
        Assert.Equal(made, kept);
        Assert.NotEqual(made, KeptSecrets.GetOrCreate(directory.Path, "internal-key"));
    }

    [Fact]
    public void GetOrCreate_OnUnix_LetsOnlyTheOwnerRead()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        using var directory = new TempFolder();

        KeptSecrets.GetOrCreate(directory.Path, "internal-key");

        var folder = Path.Combine(directory.Path, "secrets");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "internal-key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
    }

    [Fact]
    public void GetOrCreate_FileLeftEmptyOrHalfWritten_MakesAWholeOne()
    {
        using var directory = new TempFolder();
        var folder = Path.Combine(directory.Path, "secrets");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "internal-key"), "");
        File.WriteAllText(Path.Combine(folder, "internal-key.new"), "half");

        Assert.Matches("^[A-Za-z0-9]{40}$", KeptSecrets.GetOrCreate(directory.Path, "internal-key"));
    }
}
