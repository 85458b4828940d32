using YYC3.Llm.Simulator.Faults;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>What a caller must get of each fault: of what is only another spelling, the whole answer; of a failure, an error that blames nobody wrongly.</summary>
internal static class FaultWants
{
    /// <summary>What to get.</summary>
    /// <param name="nature">The dialect.</param>
    /// <param name="fault">The fault and its form.</param>
    /// <param name="stream">Whether a stream is asked for.</param>
    /// <param name="whole">The answer without the fault.</param>
    public static Want Of(DialectNature nature, FaultCase fault, bool stream, Want whole)
    {
        var value = fault.Example.Contains('=', StringComparison.Ordinal) ? fault.Example.Split('=', 2)[1] : "";
        return fault.Fault switch
        {
            "usage" => value == "missing" ? whole with { Usage = null, Cached = null } : whole,
            "finish" => Finish(nature, value, stream, whole),
            "status" => Want.Error(value.StartsWith("429", StringComparison.Ordinal) ? [429] : value == "503" ? Statuses("overloaded") : [502]) with { RetryAfter = value.EndsWith("2B2", StringComparison.Ordinal) && !nature.TellsWait ? 2 : null },
            "fail" => Want.Error(Statuses(value)),
            "ok-error" => Want.Error(502, 503),
            "error" => Want.Error(value.StartsWith("429", StringComparison.Ordinal) ? [429, 502] : [502]) with { Text = whole.Text, MayBegin = stream },
            "cut" or "reset" or "eof" => Want.Error(502) with { Text = whole.Text, MayBegin = stream },
            // A lone CR ends a line of SSE, but none of JSON lines.
            "crlf" when value == "cr" && nature.Name == "ollama" && stream => Want.Error(502),
            _ => whole,
        };
    }

    // A reason that nobody can know the meaning of may come as any of OpenAI's words, but as one of them: official clients read no other.
    private static Want Finish(DialectNature nature, string value, bool stream, Want whole) => value switch
    {
        "missing" when stream && nature.EndsWithFinish => Want.Error(502) with { Text = whole.Text, MayBegin = true },
        "missing" => whole with { Finish = null },
        "sensitive" when nature.Name == "zhipu" => whole with { Finish = "content_filter" },
        "null" or "stop" or "normal" => whole,
        _ => whole with { Finish = null },
    };

    private static int[] Statuses(string kind) => kind switch
    {
        "invalid" or "content" or "context" => [400],
        "auth" or "expired" or "forbidden" => [502],
        "model" => [404],
        "rate" or "day" or "quota" => [429],
        "overloaded" => [503, 502, 429], // Baidu and Zhipu have one error for this and for a rate limit.
        "server" => [502, 503],
        _ => [502],
    };
}
