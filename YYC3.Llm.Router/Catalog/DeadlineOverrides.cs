namespace YYC3.Llm.Router.Catalog;

/// <summary>The deadlines that a provider or a deployment declares; null leaves the next wider one in force.</summary>
internal sealed record DeadlineOverrides(TimeSpan? Connect, TimeSpan? FirstToken, TimeSpan? Idle, TimeSpan? Total);
