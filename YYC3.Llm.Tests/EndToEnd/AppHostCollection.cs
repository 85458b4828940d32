namespace YYC3.Llm.Tests.EndToEnd;

/// <summary>Tests that start a whole AppHost take turns: four processes each are enough for two cores.</summary>
[CollectionDefinition(Name)]
public sealed class AppHostCollection
{
    public const string Name = "AppHost";
}
