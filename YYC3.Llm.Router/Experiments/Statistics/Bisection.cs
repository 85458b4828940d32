namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>Finds where a function crosses zero.</summary>
internal static class Bisection
{
    /// <summary>Halvings: enough for the last bit of a double between two bounds of like size.</summary>
    private const int Steps = 60;

    /// <summary>The x between two bounds at which a function that rises crosses zero; a bound when it does not.</summary>
    public static double Find(double low, double high, Func<double, double> rising)
    {
        for (var i = 0; i < Steps; i++)
        {
            var middle = 0.5 * (low + high);
            if (rising(middle) < 0)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return 0.5 * (low + high);
    }
}
