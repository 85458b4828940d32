namespace YYC3.Llm.AppHost.Embedded;

/// <summary>The start is refused, for a reason that the person who started it can mend.</summary>
/// <param name="message">What is wrong, and what to do about it.</param>
/// <param name="inner">The cause, where there is one.</param>
internal sealed class StartException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Lets the process end with the message alone and exit code 1, instead of a stack trace; so does a setting that is not what it should be.</summary>
    public static void EndsWithItsMessage() => AppDomain.CurrentDomain.UnhandledException += static (_, unhandled) =>
    {
        if (unhandled.ExceptionObject is StartException or InvalidOperationException { InnerException: ArgumentException or FormatException }
            && unhandled.ExceptionObject is Exception refusal)
        {
            Console.Error.WriteLine(refusal.Message);
            Environment.Exit(1);
        }
    };
}
