using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>Makes what a model sees fit its window, and says what it left out.</summary>
internal interface IContextBuilder
{
    /// <summary>Assembles the context of one turn.</summary>
    /// <param name="request">What could go in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400 <c>context_length_exceeded</c>: it does not fit, and nothing may be left out.</exception>
    Task<AssembledContext> BuildAsync(ContextRequest request, CancellationToken cancellationToken);
}
