namespace YYC3.Llm.Router.Relay;

/// <summary>Is told what became of calls: telemetry, the ledger, experiments, live state. Called on the call's own path: must be quick, must not throw.</summary>
internal interface ICallObserver
{
    /// <summary>An attempt has ended, well or badly.</summary>
    void Attempted(Call call, Attempt attempt);

    /// <summary>The call has ended; its last attempt has been told before.</summary>
    void Ended(Call call);
}
