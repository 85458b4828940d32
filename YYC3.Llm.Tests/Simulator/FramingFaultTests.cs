using System.Text;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Faults 1 and 2: how the bytes are cut and framed. The events inside stay the same.</summary>
public class FramingFaultTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    [Fact]
    public async Task Can_split_a_stream_at_every_byte()
    {
        var whole = await WireClient.ChatAsync(simulator.Url, "sim?chunks=6", stream: true);
        var split = await WireClient.ChatAsync(simulator.Url, "sim?chunks=6", stream: true, "split=1");

        Assert.All(split.Pieces, piece => Assert.Single(piece));
        Assert.Equal(whole.Bytes, split.Bytes);
        Assert.Contains(split.Pieces, piece => piece[0] >= 0x80);
    }

    [Fact]
    public async Task Can_split_a_plain_body()
    {
        var split = await WireClient.ChatAsync(simulator.Url, "sim?split=7", stream: false);

        Assert.All(split.Pieces.SkipLast(1), piece => Assert.Equal(7, piece.Length));
        Assert.EndsWith("}", split.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_split_at_random_and_the_same_way_again()
    {
        await using var first = await YYC3.Llm.Simulator.SimulatorHost.StartAsync(new() { Seed = 7 });
        await using var second = await YYC3.Llm.Simulator.SimulatorHost.StartAsync(new() { Seed = 7 });

        var one = await WireClient.ChatAsync(first.Url, "sim?split=random", stream: true);
        var other = await WireClient.ChatAsync(second.Url, "sim?split=random", stream: true);

        var sizes = one.Pieces.Select(piece => piece.Length).ToArray();
        Assert.Equal(sizes, other.Pieces.Select(piece => piece.Length));
        Assert.InRange(sizes.Max(), 2, 16);
        Assert.True(sizes.Distinct().Count() > 3);
    }

    [Fact]
    public async Task Can_end_lines_with_crlf()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?crlf", stream: true);

        Assert.EndsWith("data: [DONE]\r\n\r\n", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", reply.Text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_end_lines_with_a_lone_cr()
    {
        var reply = await WireClient.ChatAsync(simulator.Url, "sim?crlf=cr", stream: true);

        Assert.EndsWith("data: [DONE]\r\r", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_leave_out_the_space_and_add_comments_and_trailing_spaces()
    {
        var usual = await WireClient.ChatAsync(simulator.Url, "sim", stream: true);
        var reply = await WireClient.ChatAsync(simulator.Url, "sim", stream: true, "fault=nospace,comments,spaces:5");

        var expected = new StringBuilder();
        foreach (var data in usual.Events)
        {
            expected.Append($": KEEP ALIVE\n\n:HTTP_STATUS/200\ndata:{data}     \n\n");
        }

        Assert.Equal(expected.ToString(), reply.Text);
    }
}
