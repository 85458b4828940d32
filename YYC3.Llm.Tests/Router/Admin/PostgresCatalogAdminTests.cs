using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Admin;

public sealed class PostgresCatalogAdminTests : CatalogAdminTests
{
    private string? database;

    private protected override async Task<string[]> SettingsAsync(RouterUnderTest? shared) => [$"--ConnectionStrings:llmdb={database ??= await PostgresServer.NewDatabaseAsync()}"];
}
