using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Experiments.Assignment.Units;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Reads an experiment's definition, as callers send it and as it is stored. Notes every fault with its path and goes on.</summary>
internal sealed class ExperimentReader(JsonWalker walker)
{
    private const int LongestDescription = 4096;
    private const int MostSamples = 100_000_000;

    private static readonly string[] Known =
    [
        "name", "description", "model", "unit", "salt", "traffic", "arms", "goal", "alpha", "planned_samples", "min_samples", "min_units", "auto_stop", "guard_rails", "guard_alpha", "shadow",
    ];

    private readonly FieldReader fields = new(walker);

    /// <summary>The definition; with faults it is not to be used.</summary>
    public ExperimentDefinition Read(JsonElement root)
    {
        var armReader = new ArmReader(fields);
        string name = "", model = "", salt = "";
        string? description = null;
        var unit = AssignmentUnits.Find("user")!;
        double traffic = 1, alpha = 0.05, guardAlpha = 0.05;
        int planned = 1000, least = 100, units = 30;
        var autoStop = false;
        GoalDefinition? goal = null;
        ShadowDefinition? shadow = null;
        IReadOnlyList<ArmDefinition> arms = [];
        IReadOnlyList<GuardRail> rails = [];
        foreach (var (field, path, value) in fields.Given(root, "$"))
        {
            switch (field)
            {
                case "name": name = fields.Text(value, path, FieldReader.LongestText); break;
                case "description": description = fields.Text(value, path, LongestDescription); break;
                case "model": model = fields.Text(value, path, FieldReader.LongestText); break;
                case "unit": unit = Unit(value, path) ?? unit; break;
                case "salt": salt = value.ValueKind == JsonValueKind.String && value.GetString() is "" ? "" : fields.Text(value, path, FieldReader.LongestText); break;
                case "traffic": traffic = fields.Share(value, path); break;
                case "arms": arms = armReader.Arms(value, path); break;
                case "goal": goal = Goal(value, path); break;
                case "alpha": alpha = fields.Alpha(value, path); break;
                case "guard_alpha": guardAlpha = fields.Alpha(value, path); break;
                case "planned_samples": planned = fields.Whole(value, path, 20, MostSamples); break;
                case "min_samples": least = fields.Whole(value, path, 20, MostSamples); break;
                case "min_units": units = fields.Whole(value, path, 10, 100); break;
                case "auto_stop": autoStop = fields.Flag(value, path); break;
                case "guard_rails": rails = [.. walker.Items(value, path).Select(item => Rail(item.Value, item.Path)).OfType<GuardRail>()]; break;
                case "shadow": shadow = armReader.Shadow(value, path); break;
                default: walker.Unknown(path, Known); break;
            }
        }

        fields.Require(name.Length > 0, root, "name", "a name for people");
        fields.Require(model.Length > 0, root, "model", "the model whose calls take part");
        armReader.Check(arms, shadow is not null);
        if (autoStop && goal is null)
        {
            walker.Fault("$.auto_stop", "needs a goal, which decides about the winner");
        }

        return new ExperimentDefinition(name, description, model, unit, salt, traffic, arms, goal, alpha, planned, least, units, autoStop, rails, guardAlpha, shadow);
    }

    private GoalDefinition? Goal(JsonElement element, string path)
    {
        int? metric = null;
        bool? increase = null;
        foreach (var (field, at, value) in fields.Given(element, path))
        {
            switch (field)
            {
                case "metric": metric = Metric(value, at); break;
                case "direction": increase = fields.Direction(value, at); break;
                default: walker.Unknown(at, "metric", "direction"); break;
            }
        }

        fields.Require(metric is not null, element, "metric", $"one of {string.Join(", ", OutcomeMetrics.Names)}", path);
        return metric is >= 0 and var index ? new GoalDefinition(index, increase ?? OutcomeMetrics.All[index].MoreIsBetter) : null;
    }

    private GuardRail? Rail(JsonElement element, string path)
    {
        int? metric = null;
        double? margin = null;
        bool? relative = null;
        foreach (var (field, at, value) in fields.Given(element, path))
        {
            switch (field)
            {
                case "metric": metric = Metric(value, at); break;
                case "margin": margin = fields.Margin(value, at); break;
                case "margin_type": relative = fields.Choice(value, at, "relative", "absolute"); break;
                default: walker.Unknown(at, "metric", "margin", "margin_type"); break;
            }
        }

        fields.Require(metric is not null, element, "metric", $"one of {string.Join(", ", OutcomeMetrics.Names)}", path);
        fields.Require(margin is not null, element, "margin", "how much worse an arm may be, such as 0.1", path);
        if (metric is not >= 0)
        {
            return null;
        }

        // A share of a rate near zero, or of a score that may be negative, means little: their margins are amounts by default.
        var isAmount = OutcomeMetrics.All[metric.Value] is { IsProportion: true } or { MoreIsBetter: true };
        if (relative == true && OutcomeMetrics.All[metric.Value].MoreIsBetter)
        {
            walker.Fault($"{path}.margin_type", "must be 'absolute' here: the mean may be below zero, and a share of it means nothing then");
        }

        return new GuardRail(metric.Value, margin ?? 0, relative ?? !isAmount);
    }

    private IAssignmentUnit? Unit(JsonElement value, string path)
    {
        var name = walker.Text(value, path);
        var unit = AssignmentUnits.Find(name);
        if (unit is null && name.Length > 0)
        {
            walker.Fault(path, $"'{name}' is not known; known are {string.Join(", ", AssignmentUnits.Names)}");
        }

        return unit;
    }

    private int Metric(JsonElement value, string path)
    {
        var name = walker.Text(value, path);
        var index = OutcomeMetrics.IndexOf(name);
        if (index < 0 && name.Length > 0)
        {
            walker.Fault(path, $"'{name}' is not known; known are {string.Join(", ", OutcomeMetrics.Names)}");
        }

        return index;
    }
}
