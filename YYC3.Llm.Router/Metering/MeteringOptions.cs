using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.Metering;

/// <summary>Settings of metering, from the section <c>Metering</c>.</summary>
internal sealed class MeteringOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "Metering";

    /// <summary>
    /// What is billed for an answer that did not come to its end (the caller left, the provider broke off) and for which the provider said no
    /// usage: <c>estimated</c> (the prompt and what came of the answer) or <c>none</c>. Default <c>estimated</c>, as providers bill it.
    /// An attempt that failed before any content costs nothing under either.
    /// </summary>
    public string BillAborted { get; set; } = "estimated";

    /// <summary>Whether calls of models without a known price pass a budget: <c>allow</c> or <c>refuse</c>. Default <c>allow</c>, with an alert.</summary>
    public string UnknownPrice { get; set; } = "allow";

    /// <summary>Whether calls under a budget go on while the database is down and what was leased is used up: <c>refuse</c> (503) or <c>allow</c>. Default <c>refuse</c>.</summary>
    public string BudgetsWithoutDatabase { get; set; } = "refuse";

    /// <summary>Tokens of the answer to reserve when a call does not say <c>max_tokens</c>, 1 to 1,000,000. Default 4096.</summary>
    public long ReserveOutputTokens { get; set; } = 4096;

    /// <summary>Seconds a call waits for budget that others have reserved but may give back, 0 to 60. Default 2.</summary>
    public double BudgetWaitSeconds { get; set; } = 2;

    /// <summary>Largest outbox on disk in bytes, 1 MiB to 1 TiB. Default 1 GiB, about a million attempts. Beyond it records are dropped, counted and alerted.</summary>
    public long OutboxMaxBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>Milliseconds between two writes of the outbox to disk, 1 to 5000. Default 50: what a kill can lose at most.</summary>
    public int FlushMilliseconds { get; set; } = 50;

    /// <summary>Yuan for a US dollar, more than 0, where routing compares prices of both currencies. Default 7.1. No bill is made by it.</summary>
    public decimal CnyPerUsd { get; set; } = 7.1m;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="StartupException">One of them is out of its range.</exception>
    public static MeteringOptions From(IConfiguration configuration)
    {
        var options = configuration.GetSection(Section).Get<MeteringOptions>() ?? new MeteringOptions();
        Check(options.BillAborted is "estimated" or "none", nameof(BillAborted), "estimated or none");
        Check(options.UnknownPrice is "allow" or "refuse", nameof(UnknownPrice), "allow or refuse");
        Check(options.BudgetsWithoutDatabase is "allow" or "refuse", nameof(BudgetsWithoutDatabase), "allow or refuse");
        Check(options.ReserveOutputTokens is >= 1 and <= 1_000_000, nameof(ReserveOutputTokens), "1 to 1000000");
        Check(options.BudgetWaitSeconds is >= 0 and <= 60, nameof(BudgetWaitSeconds), "0 to 60");
        Check(options.OutboxMaxBytes is >= 1024 * 1024 and <= 1024L * 1024 * 1024 * 1024, nameof(OutboxMaxBytes), "1048576 to 1099511627776");
        Check(options.FlushMilliseconds is >= 1 and <= 5000, nameof(FlushMilliseconds), "1 to 5000");
        Check(options.CnyPerUsd > 0, nameof(CnyPerUsd), "more than 0");
        return options;
    }

    private static void Check(bool holds, string name, string range)
    {
        if (!holds)
        {
            throw new StartupException($"The setting {Section}:{name} must be {range}.");
        }
    }
}
