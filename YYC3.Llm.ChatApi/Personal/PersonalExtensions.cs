using YYC3.Llm.ChatApi.Personal.Habits;
using YYC3.Llm.ChatApi.Personal.Memories;
using YYC3.Llm.ChatApi.Personal.Profiles;
using YYC3.Llm.ChatApi.Personal.Suggestions;
using YYC3.Llm.ChatApi.Personal.Templates;
using YYC3.Llm.ChatApi.Responses;

namespace YYC3.Llm.ChatApi.Personal;

/// <summary>Replies that know the person, as far as the person wants it.</summary>
internal static class PersonalExtensions
{
    public static WebApplicationBuilder AddPersonal(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PersonalOptions>().BindConfiguration("Personal").ValidateDataAnnotations().ValidateOnStart();
        builder.Services
            .AddSingleton<ProfileStore>()
            .AddSingleton<MemoryStore>()
            .AddSingleton<HabitStore>()
            .AddSingleton<TemplateStore>()
            .AddSingleton<LearningConsent>()
            .AddSingleton<PromptTemplates>()
            .AddSingleton<PersonalSections>()
            .AddSingleton<FollowUps>()
            .AddSingleton<PersonalEndpoints>()
            .AddSingleton<TemplateEndpoints>()
            .AddSingleton<SuggestionEndpoint>()
            .AddSingleton<IRunObserver, MemoryLearner>()
            .AddSingleton<IRunObserver, HabitCounter>();
        return builder;
    }

    public static WebApplication MapPersonal(this WebApplication app)
    {
        app.Services.GetRequiredService<PersonalEndpoints>().Map(app);
        app.Services.GetRequiredService<TemplateEndpoints>().Map(app);
        app.Services.GetRequiredService<SuggestionEndpoint>().Map(app);
        return app;
    }
}
