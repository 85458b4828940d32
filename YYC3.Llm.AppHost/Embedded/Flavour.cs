namespace YYC3.Llm.AppHost.Embedded;

/// <summary>Which of the two things stands behind the topology: Aspire's packages, or the processes of <c>Local/</c>.</summary>
internal static class Flavour
{
    /// <summary>Whether it is Aspire.</summary>
    public static bool IsAspire => typeof(DistributedApplication).Assembly != typeof(Flavour).Assembly;

    /// <summary>Which one runs, and how to get the other.</summary>
    public static string Description => IsAspire
        ? "Aspire (containers, Aspire's dashboard, publishing); plain processes instead: dotnet run --project YYC3.Llm.AppHost -p:UseAspire=false"
        : "plain processes, built without the Aspire packages; with them: dotnet run --project YYC3.Llm.AppHost -p:UseAspire=true";

    /// <summary>Says it at the start of an Aspire run; the local side has it in its banner.</summary>
    public static void Announce()
    {
        if (IsAspire)
        {
            Console.WriteLine($"YYC3 LLM runs on {Description}");
        }
    }
}
