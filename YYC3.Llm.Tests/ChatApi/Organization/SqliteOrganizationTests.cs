using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Organization;

public sealed class SqliteOrganizationTests : OrganizationTests
{
    private protected override Task<ChatApiHostOptions> OptionsAsync() => Task.FromResult(new ChatApiHostOptions());
}
