using System.Buffers;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Writes a request with a deployment's rules applied: the model's name first, then the rules, then the fields the deployment sets.</summary>
internal static class RequestShaper
{
    /// <summary>Whether any of the rules may have something to change.</summary>
    public static bool Concerns(IRequestRule[] rules, ReadOnlySpan<byte> body)
    {
        foreach (var rule in rules)
        {
            if (rule.Concerns(body))
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="body">The caller's.</param>
    /// <param name="deployment">Whom it goes to.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="asksForUsage">Whether <c>stream_options.include_usage</c> is to be set where the caller did not.</param>
    /// <param name="output">Takes the provider's body.</param>
    /// <param name="warnings">Takes what had to be changed or left out.</param>
    public static void Write(ReadOnlyMemory<byte> body, Deployment deployment, Operation operation, bool asksForUsage, IBufferWriter<byte> output, RequestWarnings warnings)
    {
        var request = JsonFields.Read(body);
        request.Set("model", deployment.ModelJson);
        if (asksForUsage)
        {
            request.Set("stream_options", request.TryGet("stream_options", out var given) ? BodySplicer.StreamOptions(given.Span) : "{\"include_usage\":true}"u8.ToArray());
        }

        foreach (var rule in deployment.Rules(operation))
        {
            rule.Apply(request, warnings);
        }

        foreach (var field in deployment.BodyFields)
        {
            request.Set(field.Name, field.Value);
        }

        request.Write(output);
    }
}
