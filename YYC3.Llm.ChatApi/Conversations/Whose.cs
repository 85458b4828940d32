using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Who may reach which conversations: the user's own, the key's own, and those that the key made for its users.</summary>
/// <param name="Tenant">The project.</param>
/// <param name="Owner">Whom new conversations belong to: <c>user:…</c>, else <c>key:…</c>.</param>
/// <param name="KeyId">The key.</param>
/// <param name="IsAdmin">Whether all of the project's conversations can be reached.</param>
internal readonly record struct Whose(TenantId Tenant, string Owner, string KeyId, bool IsAdmin)
{
    /// <summary>A hash of the project and the owner: whose terms these are.</summary>
    public long Scope => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{Tenant.Value}\n{Owner}")));

    /// <summary>The caller of a run.</summary>
    public static Whose Of(CallerIdentity caller) => new(caller.Tenant, OwnerOf(caller), caller.KeyId, IsAdmin: false);

    /// <summary>The caller of an endpoint.</summary>
    /// <param name="context">The call, behind the door.</param>
    /// <param name="user">The end user that the request names; the key's own user goes before it.</param>
    public static Whose Of(HttpContext context, string? user = null) =>
        Of(context.CallerFor(user, "user")) with { IsAdmin = context.Principal().Role == KeyRole.Admin };

    /// <summary>Those of one user, as far as the caller may reach them.</summary>
    public Whose OfUser(string user) => this with { Owner = "user:" + user };

    private static string OwnerOf(CallerIdentity caller) => caller.User is { } user ? "user:" + user : "key:" + caller.KeyId;
}
