using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Chat;

public sealed class SqliteStoredChatTests : StoredChatTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
