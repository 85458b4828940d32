namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>The key of a row of <c>usage_days</c>.</summary>
/// <param name="Day">Its first microsecond, UTC.</param>
/// <param name="Tenant">The project.</param>
/// <param name="KeyId">The API key.</param>
/// <param name="User">The end user; empty: none was named.</param>
/// <param name="Model">The model as it was asked for.</param>
/// <param name="Deployment">Who served it; empty: nobody was asked.</param>
/// <param name="Operation">What was asked for.</param>
/// <param name="Currency">Of the cost; empty: there is no price.</param>
internal readonly record struct DayKey(long Day, string Tenant, string KeyId, string User, string Model, string Deployment, string Operation, string Currency)
{
    private const long Microseconds = 86_400_000_000;

    /// <summary>Orders rows.</summary>
    public (long, string, string, string, string, string, string, string) Columns => (Day, Tenant, KeyId, User, Model, Deployment, Operation, Currency);

    /// <summary>The row that a record counts in.</summary>
    public static DayKey Of(UsageRecord record) => new(
        record.StartedAt - (record.StartedAt % Microseconds), record.Tenant, record.KeyId, record.User ?? "", record.Model, record.Deployment ?? "", record.Operation, record.Currency ?? "");
}
