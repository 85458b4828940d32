namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a parameter gets a value when none is given.</summary>
internal abstract class ParameterDefault
{
    /// <summary>Makes a value.</summary>
    public abstract string GetDefaultValue();
}
