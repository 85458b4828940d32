using System.Text.RegularExpressions;

namespace YYC3.Llm.Tests.Architecture;

/// <summary>Every statement that touches rows of projects says whose rows; one that serves all of them gives its reason in a comment.</summary>
public sealed partial class SqlTenantTests
{
    [Fact]
    public void Statements_OnRowsOfProjects_NameTheTenant()
    {
        var root = Root();
        var (checkedStatements, wrong) = (0, new List<string>());
        foreach (var service in Directory.GetDirectories(root, "YYC3.Llm.*"))
        {
            var tables = TenantTables(service);
            if (tables.Count == 0)
            {
                continue;
            }

            var touches = new Regex($@"\b(from|join|into|update)\s+({string.Join('|', tables)})\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));
            foreach (var file in Directory.GetFiles(service, "*Store.cs", SearchOption.AllDirectories))
            {
                foreach (var (sql, line, reason) in Statements(File.ReadAllText(file)).Where(statement => touches.IsMatch(statement.Sql)))
                {
                    checkedStatements++;
                    if (!sql.Contains("tenant", StringComparison.OrdinalIgnoreCase) && !reason)
                    {
                        wrong.Add($"{Path.GetRelativePath(root, file)}:{line}: {sql.Trim()}");
                    }
                }
            }
        }

        Assert.True(checkedStatements > 20, $"Only {checkedStatements} statements were found: the scan is broken.");
        Assert.True(wrong.Count == 0, "Statements without a tenant. Add it, or the comment \"// All projects: <reason>\" above:\n" + string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("var x = \"select a from rows\";", 1, false)]
    [InlineData("// All projects: the sweeper.\nvar x = \"delete from rows\";", 1, true)]
    [InlineData("// a \"comment\"\nvar x = $\"\"\"\n  update rows\n  \"\"\";", 1, false)]
    [InlineData("const string A = \"select a \" + \"from rows\";", 1, false)]
    public void Statements_OfASource_AreFound(string source, int count, bool reason)
    {
        var found = Statements(source).ToList();

        Assert.Equal(count, found.Count);
        Assert.Equal(reason, found[0].Reason);
    }

    private static HashSet<string> TenantTables(string service)
    {
        var migrations = Path.Combine(service, "Migrations", "sqlite");
        return Directory.Exists(migrations)
            ? [.. Directory.GetFiles(migrations, "*.sql").SelectMany(file => CreateTable().Matches(File.ReadAllText(file))).Where(table => table.Groups["columns"].Value.Contains("tenant", StringComparison.Ordinal)).Select(table => table.Groups["name"].Value)]
            : [];
    }

    // Literals that follow each other, joined by + or by a conditional, are one statement.
    private static IEnumerable<(string Sql, int Line, bool Reason)> Statements(string source)
    {
        var literals = Literal().Matches(source).Where(literal => !literal.Groups["comment"].Success).ToList();
        for (var i = 0; i < literals.Count;)
        {
            var (first, sql) = (literals[i], literals[i].Groups["text"].Value);
            for (i++; i < literals.Count && Joint().IsMatch(source[(literals[i - 1].Index + literals[i - 1].Length)..literals[i].Index]); i++)
            {
                sql += literals[i].Groups["text"].Value;
            }

            var line = source.AsSpan(0, first.Index).Count('\n');
            var above = source[..first.Index].Split('\n').TakeLast(6);
            yield return (sql, line + 1, above.Any(text => text.TrimStart().StartsWith("// All projects: ", StringComparison.Ordinal)));
        }
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "YYC3.Llm.sln")))
        {
            directory = directory.Parent;
        }

        Assert.SkipWhen(directory is null, "The sources are not there.");
        return directory!.FullName;
    }

    [GeneratedRegex("create table (if not exists )?(?<name>\\w+)\\s*\\((?<columns>.*?)\\n\\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CreateTable();

    [GeneratedRegex("(?<comment>//[^\\n]*)|(\\$*\"\"\"(?<text>.*?)\"\"\")|([$@]*\"(?<text>(\\\\.|[^\"\\\\\\n])*)\")", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Literal();

    [GeneratedRegex("^\\s*(\\+\\s*)?(\\(?[\\w\\s.]*\\?)?\\s*(:\\s*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Joint();
}
