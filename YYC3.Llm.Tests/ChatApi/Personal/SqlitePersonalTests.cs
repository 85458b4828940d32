using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Personal;

public sealed class SqlitePersonalTests : PersonalTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
