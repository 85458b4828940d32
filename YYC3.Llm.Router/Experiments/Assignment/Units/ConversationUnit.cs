using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>A conversation. Calls outside of one take no part.</summary>
internal sealed class ConversationUnit : IAssignmentUnit
{
    public string Name => "conversation";

    public bool IsSticky => true;

    public string? Of(CallerIdentity caller, string requestId) => caller.Conversation;
}
