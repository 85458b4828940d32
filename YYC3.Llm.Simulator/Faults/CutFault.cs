using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Closes the connection in order (TCP FIN) in mid-body: the chunked body never gets its last chunk.</summary>
internal sealed class CutFault : IFault
{
    /// <inheritdoc/>
    public string Name => "cut";

    /// <inheritdoc/>
    public string Summary => "after N events the connection is closed (FIN) in mid-body";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["cut=@2"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        draft.Truncate(argument);
        draft.HangUp = static context =>
        {
            context.Features.Get<IConnectionSocketFeature>()?.Socket.Shutdown(SocketShutdown.Send);
            context.Abort();
        };
    }
}
