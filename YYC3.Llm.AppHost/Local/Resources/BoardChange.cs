namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>Says that something about a resource is new; what it is now is read from the board.</summary>
/// <param name="Resource">The resource's name.</param>
/// <param name="IsConsole">True for new console lines, false for a new snapshot.</param>
internal readonly record struct BoardChange(string Resource, bool IsConsole);
