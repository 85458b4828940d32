using System.Runtime.InteropServices;

namespace YYC3.Llm.AppHost.Local;

/// <summary>Turns whatever asks this process to end into one token: Ctrl-C, SIGTERM, a closed terminal, and a launcher of its own that is gone.</summary>
internal sealed class StopSignals : IDisposable
{
    // Tools send a signal to the process and to its group, which is not a person pressing twice.
    private static readonly TimeSpan SameKeystroke = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource source;
    private readonly TimeProvider time;
    private long firstAt;
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action onImpatience;

    /// <summary>Begins to listen.</summary>
    /// <param name="onImpatience">Called when a person presses Ctrl-C a second time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Asks for the same.</param>
    public StopSignals(Action onImpatience, TimeProvider time, CancellationToken cancellationToken)
    {
        this.time = time;
        this.onImpatience = onImpatience;
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP }
                .Select(signal => PosixSignalRegistration.Create(signal, OnSignal)),
        ];
        if (Environment.GetEnvironmentVariable("YYC3_SUPERVISED") == "stdin")
        {
            new Thread(WaitForEndOfInput) { IsBackground = true, Name = "launcher watch" }.Start();
        }

        ParentWatch.Start(source.Cancel);
    }

    /// <summary>Fires when the process is to end.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Leaves the signals to the system again.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!source.IsCancellationRequested)
        {
            firstAt = time.GetTimestamp();
            source.Cancel();
        }
        else if (context.Signal == PosixSignal.SIGINT && time.GetElapsedTime(firstAt) > SameKeystroke)
        {
            onImpatience();
        }
    }

    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (input.Read(buffer) > 0)
        {
        }

        source.Cancel();
    }
}
