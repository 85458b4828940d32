using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Personal.Profiles;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Personal;

/// <summary>
/// Whether something may be learned of a caller: where the installation allows it, of a user who has not said no, and of a key without a user only
/// when it has said yes, since many people may stand behind it.
/// </summary>
internal sealed class LearningConsent(ProfileStore profiles, IOptions<PersonalOptions> options)
{
    public async Task<bool> IsGivenAsync(CallerIdentity caller, CancellationToken cancellationToken) =>
        options.Value.Learning && Of(caller, await profiles.FindAsync(Whose.Of(caller), cancellationToken));

    /// <summary>The same, for a profile that has been read.</summary>
    public bool IsGiven(CallerIdentity caller, Profile profile) => options.Value.Learning && Of(caller, profile);

    private static bool Of(CallerIdentity caller, Profile profile) => profile.Learning ?? caller.User is not null;
}
