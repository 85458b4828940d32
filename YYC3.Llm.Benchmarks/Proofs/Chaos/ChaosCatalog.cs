using System.Text.Json;

namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>The catalog: for each wave of calls and each fault a model with two deployments, tried in order, the first failing, the second not.</summary>
internal static class ChaosCatalog
{
    /// <summary>The text of every answer: known, so that a piece too much or too little shows, with characters of one to four bytes.</summary>
    public const string Text = "Streams do not break: 一句话说到一半，换个人接着说。The ledger counts each call once 🙂, 不多也不少。Nothing twice, nothing lost. End。";

    /// <summary>Pieces of a streamed text.</summary>
    public const int Chunks = 14;

    /// <summary>Tokens of a prompt, as the provider reports them.</summary>
    public const int Prompt = 17;

    /// <summary>Tokens of an answer, as the provider reports them.</summary>
    public const int Completion = 23;

    /// <summary>The model of a wave and a fault.</summary>
    public static string Model(string wave, int fault) => FormattableString.Invariant($"{wave}-{fault}");

    /// <summary>Writes it.</summary>
    /// <param name="simulator">Where the simulator is.</param>
    /// <param name="waves">The names of the waves.</param>
    public static byte[] Write(string simulator, IReadOnlyList<string> waves)
    {
        var script = FormattableString.Invariant($"text?chunks={Chunks}&prompt={Prompt}&tokens={Completion}&text={Uri.EscapeDataString(Text)}");
        var models = waves.SelectMany(wave => ChaosFault.All.Select((fault, number) => (Name: Model(wave, number), Fault: fault))).ToList();
        object Provider() => new { dialect = "openai", baseUrl = $"{simulator}/v1", keys = (string[])["any"] };
        object Deployment(string model, string provider, int priority, string faults, object? timeouts) => timeouts is null
            ? new { provider, model = $"{model}-{provider.Split('-')[0]}", priority, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-sim"] = script + faults } }
            : new { provider, model = $"{model}-{provider.Split('-')[0]}", priority, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-sim"] = script + faults }, timeouts };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            // Each failing deployment has a key of its own: a limit reached by one says nothing of the others.
            providers = models.Select(model => $"flaky-{model.Name}").Append("steady").ToDictionary(name => name, _ => Provider(), StringComparer.Ordinal),
            models = models.ToDictionary(
                model => model.Name,
                model => (object)new
                {
                    prices = new[] { new { from = "2020-01-01", currency = "USD", @in = 100, @out = 100 } },
                    deployments = new[]
                    {
                        Deployment(model.Name, $"flaky-{model.Name}", 1, $"&odds={ChaosFault.Odds}&{model.Fault.Script}", model.Fault.Script.StartsWith("stall", StringComparison.Ordinal) ? new { firstToken = 1 } : null),
                        Deployment(model.Name, "steady", 2, "", null),
                    },
                },
                StringComparer.Ordinal),
        });
    }
}
