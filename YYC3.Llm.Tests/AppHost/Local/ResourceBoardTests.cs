using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.Tests.AppHost.Local;

public sealed class ResourceBoardTests
{
    private readonly ResourceBoard board = new(new FakeTimeProvider());

    [Fact]
    public void Publish_SameName_ReplacesInPlace()
    {
        board.Publish(Snapshot("router", "Starting"));
        board.Publish(Snapshot("chatapi", "Waiting"));
        board.Publish(Snapshot("router", "Running"));

        Assert.Equal([("router", "Running"), ("chatapi", "Waiting")], board.Resources.Select(resource => (resource.Name, resource.State)));
    }

    [Fact]
    public void Read_AfterASequence_GivesWhatCameLater()
    {
        board.Write("router", isError: false, "one");
        board.Write("router", isError: true, "two");
        board.Write("chatapi", isError: false, "other");

        Assert.Equal(["one", "two"], board.Read("router", 0).Select(line => line.Text));
        var last = Assert.Single(board.Read("router", 1));
        Assert.Equal((2L, true, "two"), (last.Sequence, last.IsError, last.Text));
        Assert.Empty(board.Read("router", 2));
        Assert.Empty(board.Read("nobody", 0));
    }

    [Fact]
    public void Write_MoreThanIsKept_DropsTheOldestAndKeepsCounting()
    {
        for (var line = 1; line <= ResourceBoard.LinesKept + 10; line++)
        {
            board.Write("router", isError: false, $"{line}");
        }

        var kept = board.Read("router", 0);
        Assert.Equal(ResourceBoard.LinesKept, kept.Count);
        Assert.Equal((11L, "11"), (kept[0].Sequence, kept[0].Text));
        Assert.Equal([(ResourceBoard.LinesKept + 10L)], board.Read("router", ResourceBoard.LinesKept + 9).Select(line => line.Sequence));
    }

    [Fact]
    public void Write_LongLine_IsCut()
    {
        board.Write("router", isError: false, new string('x', ResourceBoard.LongestLine + 1));

        Assert.Equal(new string('x', ResourceBoard.LongestLine) + "…", Assert.Single(board.Read("router", 0)).Text);
    }

    [Fact]
    public async Task Watch_BeginsWithWhatIsThere_ThenTellsEachChangeOnce()
    {
        board.Publish(Snapshot("router", "Starting"));
        board.Write("router", isError: false, "one");
        await using var changes = board.Watch(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.Equal(new BoardChange("router", IsConsole: false), await NextAsync(changes));
        Assert.Equal(new BoardChange("router", IsConsole: true), await NextAsync(changes));

        // Nobody reads meanwhile: a thousand lines become one change, and the writer is not held up.
        for (var line = 0; line < 1_000; line++)
        {
            board.Write("chatapi", isError: false, "line");
        }

        board.Publish(Snapshot("router", "Running"));
        Assert.Equal(new BoardChange("chatapi", IsConsole: true), await NextAsync(changes));
        Assert.Equal(new BoardChange("router", IsConsole: false), await NextAsync(changes));
        var quiet = changes.MoveNextAsync();
        Assert.False(quiet.IsCompleted);
        board.Publish(Snapshot("router", "Exited"));
        Assert.True(await quiet);
    }

    private static async Task<BoardChange> NextAsync(IAsyncEnumerator<BoardChange> changes)
    {
        Assert.True(await changes.MoveNextAsync());
        return changes.Current;
    }

    private static ResourceSnapshot Snapshot(string name, string state) => new() { Name = name, Type = "Project", State = state };
}
