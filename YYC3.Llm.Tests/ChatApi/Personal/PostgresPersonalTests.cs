using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Personal;

public sealed class PostgresPersonalTests : PersonalTests
{
    private protected override async Task<ChatApiHostOptions> OptionsAsync() => new()
    {
        Settings = new Dictionary<string, string> { ["ConnectionStrings:llmdb"] = await PostgresServer.NewDatabaseAsync() },
    };
}
