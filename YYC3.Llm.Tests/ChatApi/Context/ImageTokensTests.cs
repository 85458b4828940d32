using YYC3.Llm.ChatApi.Context;

namespace YYC3.Llm.Tests.ChatApi.Context;

public sealed class ImageTokensTests
{
    // Heads of images of these sizes, as encoders write them.
    [Theory]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAAAgAAAAIACAIAAAB7GkOt", 85 + 170)]
    [InlineData("iVBORw0KGgoAAAANSUhEUgAACAAAABAACAIAAAB7GkOt", 85 + (170 * 6))]
    [InlineData("R0lGODlhAAQABAAA", 85 + (170 * 4))]
    [InlineData("/9j/4AAQSkZJRgABAQAAAQABAAD/wAARCAEAAgADASIAAhEBAxEB", 85 + 170)]
    [InlineData("UklGRgAAAABXRUJQVlA4WAoAAAAAAAAA/wMA/wMAAAAAAAAA", 85 + (170 * 4))]
    [InlineData("AAAA", 765)]
    public void Count_ByTheSizeOfTheImage(string data, int tokens)
    {
        Assert.Equal(tokens, ImageTokens.Of("data:image/x;base64," + data, isLow: false));
        Assert.Equal(85, ImageTokens.Of("data:image/x;base64," + data, isLow: true));
    }

    [Fact]
    public void Count_WhatIsElsewhere() => Assert.Equal(765, ImageTokens.Of("https://pictures.example/a.png", isLow: false));
}
