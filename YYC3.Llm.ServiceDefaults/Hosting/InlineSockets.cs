namespace YYC3.Llm.ServiceDefaults.Hosting;

/// <summary>
/// Runs what waits for a socket right where the system says that it is ready, instead of handing it to the thread pool first. A relay does
/// nothing but wait for sockets, and each hand-over costs it about as much as its own work. The price: whatever blocks there holds up other
/// sockets, so work that may block begins with a <c>Task.Yield</c>.
/// </summary>
/// <remarks>https://github.com/dotnet/runtime/blob/main/src/libraries/System.Net.Sockets/src/System/Net/Sockets/SocketAsyncEngine.Unix.cs</remarks>
public static class InlineSockets
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Switches it on for this process, unless the variable says otherwise. Call it before anything uses a socket.</summary>
    public static void Enable()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
    }

    /// <summary>Whether it is on.</summary>
    internal static bool IsEnabled => Environment.GetEnvironmentVariable(Variable) == "1";
}
