using System.Text;

namespace YYC3.Llm.Router.Messages;

/// <summary>A tool call of a stream, as far as it has come.</summary>
/// <param name="id">Its id, ours where the model gave none.</param>
/// <param name="name">The tool's.</param>
internal sealed class StreamedCall(string id, string name)
{
    public string Id => id;

    public string Name => name;

    /// <summary>Pieces of its arguments that have not been told yet.</summary>
    public StringBuilder Arguments { get; } = new();

    /// <summary>Whether its block has begun.</summary>
    public bool IsTold { get; set; }
}
