namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>Who gets which arm: a pure function of the experiment and the unit.</summary>
/// <param name="Arm">The arm's place among the experiment's.</param>
/// <param name="Group">The unit's group for the statistics.</param>
internal readonly record struct Assignment(int Arm, int Group)
{
    /// <summary>The unit's arm; null for a unit that takes no part.</summary>
    /// <param name="experiment">The experiment's id.</param>
    /// <param name="definition">Its shares and salt.</param>
    /// <param name="tenant">The project: users of two projects are never the same one.</param>
    /// <param name="unit">The unit.</param>
    public static Assignment? Of(string experiment, ExperimentDefinition definition, string tenant, string unit)
    {
        var hash = UnitHash.Of(experiment, definition.Salt, tenant, unit);
        if (hash.Traffic >= definition.Traffic)
        {
            return null;
        }

        var total = 0.0;
        foreach (var arm in definition.Arms)
        {
            total += arm.Weight;
        }

        var at = hash.Arm * total;
        var last = definition.Arms.Count - 1;
        for (var i = 0; i < last; i++)
        {
            at -= definition.Arms[i].Weight;
            if (at < 0)
            {
                return new Assignment(i, hash.Group);
            }
        }

        return new Assignment(last, hash.Group);
    }
}
