namespace YYC3.Llm.Router.Experiments.Assignment.Units;

/// <summary>The units by name. A new one is one class and one line here.</summary>
internal static class AssignmentUnits
{
    private static readonly IReadOnlyList<IAssignmentUnit> All = [new UserUnit(), new ConversationUnit(), new KeyUnit(), new RequestUnit()];

    public static IEnumerable<string> Names => All.Select(unit => unit.Name);

    /// <summary>The unit of that name; null when there is none.</summary>
    public static IAssignmentUnit? Find(string name) => All.FirstOrDefault(unit => unit.Name == name);
}
