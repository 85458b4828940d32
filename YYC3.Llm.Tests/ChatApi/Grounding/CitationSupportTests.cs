using YYC3.Llm.ChatApi.Grounding;

namespace YYC3.Llm.Tests.ChatApi.Grounding;

public sealed class CitationSupportTests
{
    private const string Passage = "The pump must be oiled every month. 阀门每年检查一次。";

    [Theory]
    [InlineData("It is old. The pump must be oiled every month [1].", 1)]
    [InlineData("It is old. The pump must be oiled every month. [1]", 1)]
    [InlineData("The pump must be oiled every month.[2][1]", 1)]
    [InlineData("The pump must be oiled every month. Penguins live in Antarctica [1].", 0)]
    [InlineData("水泵很旧。阀门每年检查一次。[1]", 1)]
    [InlineData("[1]", 1)]
    [InlineData("...[1]", 1)]
    public void Of_AStatement_IsTheShareOfItsTermsThatThePassageHas(string answer, double support)
    {
        var citation = CitationFinder.Find(answer, 2).Last(one => one.Source == 1);

        Assert.Equal(support, CitationSupport.Of(answer, citation, Passage));
    }

    [Fact]
    public void Of_AStatementThatHalfStandsThere_IsBetween()
    {
        const string Answer = "The pump must be oiled by trained penguins [1].";

        Assert.InRange(CitationSupport.Of(Answer, CitationFinder.Find(Answer, 1)[0], Passage), 0.2, 0.8);
    }
}
