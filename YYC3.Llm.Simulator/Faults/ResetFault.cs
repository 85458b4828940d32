using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Resets the connection (TCP RST) in mid-body.</summary>
internal sealed class ResetFault : IFault
{
    /// <inheritdoc/>
    public string Name => "reset";

    /// <inheritdoc/>
    public string Summary => "after N events the connection is reset (RST) in mid-body";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["reset=@2"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        draft.Truncate(argument);
        draft.HangUp = static context =>
        {
            if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
            {
                // Closing with a linger time of zero is what makes the kernel send RST instead of FIN.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Close();
            }

            context.Abort();
        };
    }
}
