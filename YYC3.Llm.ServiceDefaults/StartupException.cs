namespace YYC3.Llm.ServiceDefaults;

/// <summary>A service cannot start, for a reason that its operator can mend.</summary>
/// <param name="message">What is wrong and what to do about it, in one line.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
