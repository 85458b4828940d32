using FsCheck.Xunit;
using YYC3.Llm.Router.Relay.Continuing;

namespace YYC3.Llm.Tests.Router.Relay.Continuing;

public sealed class TextJointTests
{
    private const string Text = "The quick brown fox jumps over the lazy dog, and 敏捷的棕色狐狸跳过了懒狗; after that it sleeps until the evening, when the moon comes up.";

    [Property(MaxTest = 300)]
    public void Add_GoesOn_LosesAndRepeatsNothing(int cut, int step) => AssertWhole(cut, step, (text, at) => text[at..]);

    [Property(MaxTest = 300)]
    public void Add_BeginsAgain_LosesAndRepeatsNothing(int cut, int step) => AssertWhole(cut, step, (text, _) => text);

    [Property(MaxTest = 300)]
    public void Add_RepeatsTheLastWords_LosesAndRepeatsNothing(int cut, int step) =>
        AssertWhole(cut, step, (text, at) => text[Math.Max(0, at - TextJoint.ShortestOverlap)..], TextJoint.ShortestOverlap);

    [Fact]
    public void Add_SomethingElse_ComesThroughWhole()
    {
        var joint = new TextJoint("Once upon a time");

        Assert.Equal("", joint.Add(" there was"));
        Assert.Equal(" there was a king, and he had a daughter who was fair beyond measure.", joint.Add(" a king, and he had a daughter who was fair beyond measure."));
        Assert.Equal(" The end.", joint.Add(" The end."));
        Assert.Equal("", joint.End());
    }

    [Fact]
    public void End_OfAShortRest_GivesIt()
    {
        var joint = new TextJoint("Once upon a time");

        Assert.Equal("", joint.Add("!"));
        Assert.Equal("!", joint.End());
    }

    private static void AssertWhole(int cut, int step, Func<string, int, string> second, int least = 1)
    {
        var at = least + (int)((uint)cut % (uint)(Text.Length - least));
        var size = 1 + (int)((uint)step % 40);
        var joint = new TextJoint(Text[..at]);
        var rest = second(Text, at);
        var got = Text[..at];
        for (var i = 0; i < rest.Length; i += size)
        {
            got += joint.Add(rest[i..Math.Min(rest.Length, i + size)]);
        }

        Assert.Equal(Text, got + joint.End());
    }
}
