using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Responses;

public sealed class SqliteResponseTests : ResponseTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
