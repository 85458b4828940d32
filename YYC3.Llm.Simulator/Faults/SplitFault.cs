using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Sends the body in writes of so many bytes, each flushed: the cuts fall inside UTF-8 characters and inside <c>data:</c>.</summary>
internal sealed class SplitFault : IFault
{
    /// <inheritdoc/>
    public string Name => "split";

    /// <inheritdoc/>
    public string Summary => "writes of N bytes (default 1), or of 1 to 16 bytes with 'random'";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["split=1", "split=random"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        if (argument.Value == "random")
        {
            draft.NextWrite = static random => random.Next(1, 17);
        }
        else
        {
            var bytes = argument.Number(Name, 1, 1, 1 << 20);
            draft.NextWrite = _ => bytes;
        }
    }
}
