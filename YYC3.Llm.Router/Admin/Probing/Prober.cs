using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Admin.Probing;

/// <summary>
/// Finds out what a model can do by asking each of its deployments, the way any caller asks: through the relay, with its gates, deadlines
/// and ledger. Bounded: one short question a capability, <see cref="Probe.MostTokens"/> tokens an answer, half a minute a question.
/// </summary>
internal sealed class Prober(CallRelay relay, IServiceProvider services, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="context">The administrator's call; the probes are made in its name.</param>
    /// <param name="model">Whose deployments are asked.</param>
    public async Task<ProbeResult> ProbeAsync(HttpContext context, Model model)
    {
        var found = new List<Finding>();
        foreach (var deployment in model.Active)
        {
            ProbeAnswer? before = null;
            foreach (var probe in Probe.Of(model))
            {
                // A probe without a body of its own looks at the answer to the one before it.
                before = probe.Body.Length == 0 && before is not null ? before : await AskAsync(context, deployment, probe);
                found.Add(new Finding(deployment.Name, probe.Name, Judge(probe, before), before));
            }
        }

        return Result(model, found, time.GetUtcNow().ToMicroseconds());
    }

    private async Task<ProbeAnswer> AskAsync(HttpContext context, Deployment deployment, Probe probe)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        using var answer = new MemoryStream();
        var body = Encoding.UTF8.GetBytes($"{{\"model\":{JsonSerializer.Serialize(deployment.Name)},{probe.Body}}}");
        var asked = new DefaultHttpContext { RequestServices = services, RequestAborted = either.Token };
        asked.Request.Method = HttpMethods.Post;
        asked.Request.Path = $"/v1/{probe.Operation.Path}";
        asked.Request.ContentType = "application/json";
        asked.Request.ContentLength = body.Length;
        asked.Request.Body = new MemoryStream(body);
        asked.Response.Body = answer;
        foreach (var name in (ReadOnlySpan<string>)[CallerHeaders.Tenant, CallerHeaders.KeyId])
        {
            asked.Request.Headers[name] = context.Request.Headers[name];
        }

        await relay.AnswerAsync(asked, probe.Operation);
        context.RequestAborted.ThrowIfCancellationRequested();
        if (limit.IsCancellationRequested)
        {
            return ProbeAnswer.Late;
        }

        await asked.Response.CompleteAsync();
        return ProbeAnswer.Read(asked.Response.StatusCode, asked.Response.Headers, answer.GetBuffer().AsSpan(0, (int)answer.Length));
    }

    /// <summary>Whether it can; null when the answer does not tell, because the provider was not there.</summary>
    private static bool? Judge(Probe probe, ProbeAnswer answer) => answer.Status switch
    {
        200 when answer.Error is not null => null,
        200 when probe.Dropped is { } field && answer.Warnings.Contains($"{field} dropped", StringComparison.Ordinal) => false,
        200 => probe.Shows(answer),
        400 or 404 or 415 or 422 when probe.Name != "text" => false,
        _ => null,
    };

    private static ProbeResult Result(Model model, List<Finding> found, long now)
    {
        var capabilities = found.GroupBy(finding => finding.Capability)
            .Where(group => group.Key is not ("text" or "embeddings") && group.All(finding => finding.Can == true))
            .Select(group => group.Key).ToList();
        var lengths = found.Select(finding => finding.Answer.Dimensions).Where(length => length > 0).Distinct().ToList();
        var dimensions = lengths is [var length] ? length : (int?)null;
        var costs = found.Select(finding => finding.Answer).Distinct().Select(answer => answer.Cost).OfType<decimal>().ToList();
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output, AdminJson.Readable))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "catalog.probe"u8);
            json.WriteString("model"u8, model.Name);
            json.WriteNumber("probed_at"u8, now / 1_000_000);
            json.WriteStartArray("capabilities"u8);
            capabilities.ForEach(json.WriteStringValue);
            json.WriteEndArray();
            if (dimensions is { } known)
            {
                json.WriteNumber("dimensions"u8, known);
            }

            if (costs.Count > 0)
            {
                json.WriteNumber("cost"u8, costs.Sum());
            }

            json.WriteStartArray("deployments"u8);
            foreach (var group in found.GroupBy(finding => finding.Deployment))
            {
                Deployment(json, group.Key, group);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new ProbeResult(capabilities, dimensions, now, Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length)));
    }

    private static void Deployment(Utf8JsonWriter json, string name, IEnumerable<Finding> findings)
    {
        json.WriteStartObject();
        json.WriteString("deployment"u8, name);
        json.WriteStartObject("findings"u8);
        foreach (var finding in findings)
        {
            json.WriteStartObject(finding.Capability);
            json.WriteString("result"u8, finding.Can switch { true => "yes"u8, false => "no"u8, null => "unknown"u8 });
            json.WriteNumber("status"u8, finding.Answer.Status);
            if (finding.Answer.Error is { } error)
            {
                json.WriteString("error"u8, error);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed record Finding(string Deployment, string Capability, bool? Can, ProbeAnswer Answer);
}
