namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value of letters and digits.</summary>
internal sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string WithSpecial = Letters + "-_.{}~()*+!";

    /// <summary>Its length.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether other characters than letters and digits may be in it.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue() =>
        System.Security.Cryptography.RandomNumberGenerator.GetString(Special ? WithSpecial : Letters, MinLength);
}
