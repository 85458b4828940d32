using System.Text;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>A reply as it came over the socket.</summary>
/// <param name="Head">Status line and headers.</param>
/// <param name="Pieces">The chunks of a chunked body, or the one body.</param>
/// <param name="End">How it ended: <c>complete</c>, <c>closed</c> (FIN too early) or <c>reset</c>.</param>
internal sealed record WireReply(string Head, IReadOnlyList<byte[]> Pieces, string End)
{
    public byte[] Bytes => [.. Pieces.SelectMany(piece => piece)];

    public string Text => Encoding.UTF8.GetString(Bytes);

    public int Status => int.Parse(Head.AsSpan(9, 3));

    /// <summary>The data of each event of a well-formed stream.</summary>
    public IReadOnlyList<string> Events => [.. Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(frame => frame["data: ".Length..])];
}
