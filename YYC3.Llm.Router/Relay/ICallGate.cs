using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Relay;

/// <summary>What a call has to pass before anybody is asked: limits, budgets, the choice of an experiment's arm. In the order of registration.</summary>
internal interface ICallGate
{
    /// <summary>Lets the call in, perhaps changed, or refuses it.</summary>
    /// <returns>Null, or the refusal.</returns>
    ValueTask<ApiException?> EnterAsync(Call call);
}
