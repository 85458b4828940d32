using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Who may ask.</summary>
internal static class AccessExtensions
{
    private const string Section = "Access";

    /// <summary>The longest name of a user that travels on, in characters.</summary>
    private const int LongestUser = 256;

    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<AccessOptions>().BindConfiguration(Section).ValidateDataAnnotations();
        services.AddSingleton<BootstrapKey>();
        services.AddSingleton<KeyStore>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<KeyChangeLog>();
        services.AddSingleton<KeyChanges>();
        services.AddSingleton<AccessMetrics>();
        services.AddSingleton<LastUsedWriter>();
        services.AddHostedService<BootstrapService>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyChanges>());
        services.AddHostedService(provider => provider.GetRequiredService<LastUsedWriter>());
        return builder;
    }

    /// <summary>Lets in, from here on, only calls with a good key; see <see cref="Door"/> for what is open.</summary>
    /// <exception cref="StartupException">There is no usable bootstrap key or internal key, or a setting is out of its range.</exception>
    public static WebApplication UseApiKeys(this WebApplication app)
    {
        // What is missing is said now rather than at the first call.
        app.Services.GetRequiredService<BootstrapKey>();
        try
        {
            _ = app.Services.GetRequiredService<IOptions<AccessOptions>>().Value;
        }
        catch (Exception failure) when (failure is OptionsValidationException or InvalidOperationException)
        {
            throw new StartupException($"A setting of the section {Section} cannot be used: {failure.Message}", failure);
        }

        app.UseMiddleware<ApiKeyMiddleware>();
        return app;
    }

    /// <summary>Who calls. Only behind the door.</summary>
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new InvalidOperationException($"{context.Request.Path} is open to anybody, so there is no principal.");

    /// <summary>Who calls, for a call to another service: the user is the key's, else the one that the request names.
    /// (<c>Caller()</c> is the same without the request's user.)</summary>
    /// <param name="context">The call, behind the door.</param>
    /// <param name="requestUser">What the request names as its user, if anything.</param>
    /// <param name="param">The field that named it, for the error when it is too long.</param>
    public static CallerIdentity CallerFor(this HttpContext context, string? requestUser, string param = "safety_identifier")
    {
        var caller = context.Caller();
        if (caller.User is not null || string.IsNullOrEmpty(requestUser))
        {
            return caller;
        }

        return requestUser.Length <= LongestUser
            ? caller with { User = requestUser }
            : throw ApiException.BadRequest(param, $"'{param}' may have {LongestUser} characters at most. Send a hash of the user's name instead.", "string_above_max_length");
    }
}
