namespace YYC3.Llm.ChatApi.Organization;

/// <summary>Projects, service accounts and keys, as OpenAI's admin API has them. Admin keys only.</summary>
internal static class OrganizationExtensions
{
    public static WebApplicationBuilder AddOrganization(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ProjectStore>();
        builder.Services.AddSingleton<ServiceAccountStore>();
        builder.Services.AddSingleton<ApiKeyStore>();
        return builder;
    }

    public static WebApplication MapOrganization(this WebApplication app)
    {
        var organization = app.MapGroup("/v1/organization");
        ProjectEndpoints.Map(organization);
        ServiceAccountEndpoints.Map(organization);
        ProjectApiKeyEndpoints.Map(organization);
        AdminApiKeyEndpoints.Map(organization);
        return app;
    }
}
