using System.ComponentModel;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>What makes or changes a project.</summary>
/// <param name="Name">Its name, for people; 1 to 256 characters.</param>
internal sealed record ProjectRequest([property: Description("Its name, for people: 1 to 256 characters.")] string? Name = null)
{
    /// <summary>Reads the request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="creates">The name must be there.</param>
    public static ProjectRequest From(JsonBody body, bool creates)
    {
        body.RefuseUnlessNull("external_key_id", "this installation encrypts with its own stores' means.");
        body.RefuseUnlessNull("residency", "data stays where this installation's stores are.");
        return new ProjectRequest(creates ? body.RequiredText("name") : body.Text("name"));
    }
}
