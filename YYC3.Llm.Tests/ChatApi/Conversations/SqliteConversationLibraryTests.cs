using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

public sealed class SqliteConversationLibraryTests : ConversationLibraryTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
