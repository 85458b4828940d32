namespace YYC3.Llm.RagService.Files;

/// <summary>Registers the files.</summary>
internal static class FilesExtensions
{
    public static IServiceCollection AddFiles(this IServiceCollection services)
    {
        services.AddOptions<FilesOptions>().BindConfiguration(FilesOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<FileStore>().AddSingleton<FileUpload>();
    }
}
