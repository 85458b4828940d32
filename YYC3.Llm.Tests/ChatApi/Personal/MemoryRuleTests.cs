using YYC3.Llm.ChatApi.Personal.Memories;

namespace YYC3.Llm.Tests.ChatApi.Personal;

public sealed class MemoryRuleTests
{
    [Theory]
    [InlineData("Please always answer in Chinese.", "answer_language", "Chinese", 0.9)]
    [InlineData("Answer in French.", "answer_language", "French", 0.4)]
    [InlineData("以后请用中文回答。", "answer_language", "中文", 0.9)]
    [InlineData("请简短一点。", "length", "short", 0.4)]
    [InlineData("不要用表格。", "tables", "never", 0.4)]
    [InlineData("Never use emojis.", "emoji", "never", 0.9)]
    [InlineData("从现在开始使用公制。", "units", "metric", 0.9)]
    [InlineData("Call me Captain Ahab please.", "address", "Captain Ahab", 0.8)]
    [InlineData("叫我小王", "address", "小王", 0.8)]
    [InlineData("我叫王小明。", "name", "王小明", 0.8)]
    [InlineData("my name is Anna Karenina and I am tired", "name", "Anna Karenina", 0.8)]
    [InlineData("I'm a software engineer.", "job", "software engineer", 0.8)]
    [InlineData("我是一名护士。", "job", "护士", 0.8)]
    [InlineData("我住在杭州西湖区，很美。", "home", "杭州西湖区", 0.8)]
    [InlineData("Remember that I am allergic to nuts.", "note", "I am allergic to nuts", 0.8)]
    [InlineData("请记住：周五开会", "note", "周五开会", 0.8)]
    public void Find_WhatIsSaid(string text, string name, string value, double confidence)
    {
        var found = Assert.Single(MemoryRules.Find(text));

        Assert.Equal((name, value, confidence), (found.Name, found.Value, found.Confidence));
    }

    [Theory]
    [InlineData("What is my name?")]
    [InlineData("你叫我什么？")]
    [InlineData("Do you remember that I live in Rome?")]
    [InlineData("The function is called main.")]
    [InlineData("He lives in Rome and works as a nurse.")]
    [InlineData("我是来问一个问题的。")]
    [InlineData("How do I write tables in Markdown")]
    [InlineData("他住在北京。")]
    public void Find_NothingElse(string text) => Assert.Empty(MemoryRules.Find(text));

    [Fact]
    public void Find_AnEndInALongText()
    {
        var text = string.Concat(Enumerable.Repeat("call me call me my name is is is in in in ", 500));

        MemoryRules.Find(text);
        Assert.Empty(MemoryRules.Find(new string('我', 10_000)));
    }
}
