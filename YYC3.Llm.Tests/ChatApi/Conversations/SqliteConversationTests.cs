using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Conversations;

public sealed class SqliteConversationTests : ConversationTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
