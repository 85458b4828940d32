namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>Logarithms of the gamma and beta functions.</summary>
internal static class BetaFunction
{
    // Lanczos' approximation with g = 7 and nine terms (Lanczos, SIAM J. Numer. Anal. B 1, 1964; coefficients by Godfrey, 2001).
    private static readonly double[] Coefficients =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>ln Γ(x), to about 14 digits.</summary>
    /// <param name="x">More than 0.</param>
    public static double LogGamma(double x)
    {
        var sum = Coefficients[0];
        for (var i = 1; i < Coefficients.Length; i++)
        {
            sum += Coefficients[i] / (x - 1 + i);
        }

        var t = x + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((x - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }

    /// <summary>ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b).</summary>
    public static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);
}
