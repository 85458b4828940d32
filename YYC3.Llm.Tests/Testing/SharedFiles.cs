namespace YYC3.Llm.Tests.Testing;

/// <summary>Finds reference data that lies beside the repository on some machines; tests that want it skip without it.</summary>
internal static class SharedFiles
{
    public static string? Directory(string relative)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "YYC3.Llm.sln")))
            {
                var found = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", relative));
                return System.IO.Directory.Exists(found) ? found : null;
            }
        }

        return null;
    }
}
