using System.Security.Cryptography;

namespace YYC3.Llm.AppHost.Embedded;

/// <summary>Secrets that are made on the first start and kept: one file each, readable by its owner alone.</summary>
internal static class KeptSecrets
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 40; // 62^40: 238 bits.

    /// <summary>Reads a secret, or makes it.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="name">The secret's name, which is the file's.</param>
    /// <param name="prefix">What a new one begins with.</param>
    public static string GetOrCreate(string directory, string name, string prefix = "")
    {
        var folder = Path.Combine(directory, "secrets");
        var file = Path.Combine(folder, name);
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } kept)
        {
            return kept;
        }

        DataDirectory.CreatePrivate(folder);
        var secret = prefix + RandomNumberGenerator.GetString(Letters, Length);
        WriteWhole(file, secret);
        return secret;
    }

    // Moved into place when it is complete: a process killed in between must not leave half a key behind.
    private static void WriteWhole(string file, string secret)
    {
        var draft = file + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(secret);
        }

        File.Move(draft, file, overwrite: true);
    }
}
