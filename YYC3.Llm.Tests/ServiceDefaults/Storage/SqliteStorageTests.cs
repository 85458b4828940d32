using Dapper;
using Microsoft.Data.Sqlite;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Tests.ServiceDefaults.Storage;

public sealed class SqliteStorageTests : StorageContract
{
    private readonly string directory = Directory.CreateTempSubdirectory("yyc3-storage-").FullName;

    [Fact]
    public async Task Open_WhileAnotherWrites_ReadsTheStateBefore()
    {
        await MigrateAsync(Database);
        await using var writer = await Database.OpenAsync(Cancel);
        await using var transaction = await writer.BeginTransactionAsync(Cancel);
        await writer.ExecuteAsync(InsertFile, new { id = "new", tenant = "a" }, transaction);

        await using var reader = await Database.OpenAsync(Cancel);
        Assert.Equal(0, await reader.ExecuteScalarAsync<long>("select count(*) from files"));
    }

    [Fact]
    public void New_FolderThatCannotBe_SaysWhatToDo()
    {
        var file = Path.Combine(directory, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<StartupException>(() => new SqliteDatabase(Path.Combine(file, "below", "a.db")));
        Assert.Contains("DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    private protected override Task<IDatabase> CreateAsync() => OpenAnotherAsync();

    private protected override Task<IDatabase> OpenAnotherAsync() => Task.FromResult<IDatabase>(new SqliteDatabase(Path.Combine(directory, "new", "test.db")));

    private protected override ValueTask DisposeDatabaseAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
