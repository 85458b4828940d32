using System.Text;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Tests.Router.Dialects.OpenAi;

public sealed class ReasoningModelsTests
{
    [Theory]
    [InlineData("https://api.openai.com/v1", "o3-mini", true)]
    [InlineData("https://api.openai.com/v1", "o1", true)]
    [InlineData("https://api.openai.com/v1", "gpt-5.4-mini", true)]
    [InlineData("https://api.openai.com/v1", "gpt-5", true)]
    [InlineData("https://api.openai.com/v1", "gpt-4o", false)]
    [InlineData("https://api.openai.com/v1", "omni-moderation", false)]
    [InlineData("https://api.deepseek.com/v1", "o3-mini", false)]
    public void MaxTokens_IsRenamedForOpenAisReasoningModelsAlone(string baseUrl, string model, bool renamed)
    {
        var dialect = new OpenAiDialect();
        var provider = new Provider("p", dialect, baseUrl, [], [], Deadlines.Default, [], []);
        var request = JsonFields.Read("{\"max_tokens\":7}"u8.ToArray());
        var warnings = new RequestWarnings();
        foreach (var rule in dialect.Rules(provider, model, Operation.Chat))
        {
            rule.Apply(request, warnings);
        }

        Assert.Equal(renamed ? "{\"max_completion_tokens\":7}" : "{\"max_tokens\":7}", Encoding.UTF8.GetString(request.ToBytes()));
        Assert.Null(warnings.Header);
    }
}
