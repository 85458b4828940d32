using System.Diagnostics;
using System.Diagnostics.Metrics;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Telemetry;

/// <summary>
/// Spans and metrics of model calls, named as OpenTelemetry's GenAI conventions have them
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/) and as the Aspire dashboard reads them. Nothing here runs per chunk.
/// </summary>
internal sealed partial class RouterTelemetry : ICallObserver, IDisposable
{
    /// <summary>Name of the source and of the meter.</summary>
    public const string SourceName = "YYC3.Llm.Router";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<long> Tokens = new()
    {
        HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304],
    };

    private readonly ActivitySource source = new(SourceName);
    private readonly Meter meter;
    private readonly Histogram<double> duration;
    private readonly Histogram<long> tokens;
    private readonly Histogram<double> firstToken;
    private readonly Counter<long> failovers;
    private readonly TimeProvider time;
    private readonly ILogger<RouterTelemetry> logger;
    private readonly bool captures;

    public RouterTelemetry(IMeterFactory meters, IConfiguration configuration, TimeProvider time, ILogger<RouterTelemetry> logger)
    {
        this.time = time;
        this.logger = logger;
        captures = configuration.GetValue("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", false);
        meter = meters.Create(SourceName);
        duration = meter.CreateHistogram("gen_ai.client.operation.duration", "s", "Time of a call, from its arrival to its end.", null, Seconds);
        tokens = meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens a call used, by type.", null, Tokens);
        firstToken = meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "Time of a streamed call, from its arrival to its first content.", null, Seconds);
        failovers = meter.CreateCounter<long>("yyc3.router.attempts.failed", "{attempt}", "Attempts that failed before the commit point, by class of failure.");
    }

    /// <summary>Opens the call's span, where somebody listens.</summary>
    public void Begin(Call call)
    {
        if (!source.HasListeners() || source.StartActivity(call.Model.SpanNames[call.Operation.Index], ActivityKind.Client) is not { } activity)
        {
            return;
        }

        call.Activity = activity;
        if (!activity.IsAllDataRequested)
        {
            return;
        }

        call.Facts.Detailed = true;
        activity.SetTag("gen_ai.operation.name", call.Operation.Name);
        activity.SetTag("gen_ai.request.model", call.Model.Name);
        activity.SetTag("yyc3.request_id", call.RequestId);
        if (captures && call.Operation == Operation.Chat)
        {
            PromptCapture.Tag(activity, call.Body.Memory);
            call.Capture = new AnswerCapture();
        }
    }

    /// <summary>Notes an attempt that came to nothing.</summary>
    public void Attempted(Call call, Attempt attempt)
    {
        if (attempt is not { Failure: { } failure, Candidate: var candidate, Committed: false })
        {
            return;
        }

        failovers.Add(1, new("gen_ai.provider.name", candidate.Deployment.Provider.Name), new("yyc3.deployment", candidate.Deployment.Name), new("error.type", failure.Class.ToString()));
        if (call.Activity is { IsAllDataRequested: true } activity)
        {
            activity.AddEvent(new ActivityEvent("yyc3.attempt.failed", time.GetUtcNow(), new ActivityTagsCollection
            {
                ["yyc3.deployment"] = candidate.Deployment.Name,
                ["error.type"] = failure.Code ?? failure.Class.ToString(),
                ["http.response.status_code"] = failure.UpstreamStatus,
            }));
        }

        if (failure.Class is not (FailureClass.Caller or FailureClass.Content))
        {
            Log.AttemptFailed(logger, call.RequestId, candidate.Deployment.Name, failure.Class, failure.Code ?? "-", failure.UpstreamStatus ?? 0);
        }
    }

    /// <summary>Closes the span and counts the call.</summary>
    public void Ended(Call call)
    {
        var deployment = call.Candidate?.Deployment;
        var error = call.End switch
        {
            CallEnd.Completed or CallEnd.Cached => null,
            CallEnd.Refused => "refused",
            CallEnd.ClientGone => "client_gone",
            _ => call.Failure?.Code ?? call.Failure?.Class.ToString() ?? "unknown",
        };
        var tags = new TagList
        {
            { "gen_ai.operation.name", call.Operation.Name },
            { "gen_ai.provider.name", deployment?.Provider.Name },
            { "gen_ai.request.model", call.Model.Name },
        };
        if (call.Facts.InputTokens >= 0)
        {
            Count(call.Facts.InputTokens, "input", tags);
        }

        if (call.Facts.OutputTokens >= 0)
        {
            Count(call.Facts.OutputTokens, "output", tags);
        }

        if (call.FirstToken != 0)
        {
            firstToken.Record(time.GetElapsedTime(call.Started, call.FirstToken).TotalSeconds, tags);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        duration.Record(time.GetElapsedTime(call.Started).TotalSeconds, tags);
        if (call.Activity is { } activity)
        {
            if (activity.IsAllDataRequested)
            {
                Describe(activity, call, error);
            }

            activity.Dispose();
        }
    }

    public void Dispose() => source.Dispose();

    private static void Describe(Activity activity, Call call, string? error)
    {
        var deployment = call.Candidate?.Deployment;
        activity.SetTag("gen_ai.system", deployment?.Provider.Name);
        activity.SetTag("gen_ai.provider.name", deployment?.Provider.Name);
        activity.SetTag("gen_ai.response.model", call.Facts.Model ?? deployment?.UpstreamModel);
        activity.SetTag("gen_ai.response.id", call.Facts.Id);
        activity.SetTag("gen_ai.response.finish_reasons", call.Facts.FinishReasons?.ToArray());
        activity.SetTag("gen_ai.usage.input_tokens", call.Facts.InputTokens >= 0 ? call.Facts.InputTokens : null);
        activity.SetTag("gen_ai.usage.output_tokens", call.Facts.OutputTokens >= 0 ? call.Facts.OutputTokens : null);
        activity.SetTag("yyc3.deployment", deployment?.Name);
        activity.SetTag("yyc3.attempts", call.Attempts);
        activity.SetTag("yyc3.route", call.Route?.Text(deployment?.Model));
        activity.SetTag("gen_ai.output.messages", call.Capture?.Messages(call.Facts.FinishReasons));
        if (error is not null)
        {
            activity.SetTag("error.type", error);
            activity.SetStatus(ActivityStatusCode.Error, call.Failure is { } failure && deployment is not null ? Redaction.Redact(failure.Message, deployment.Provider) : error);
        }
    }

    private void Count(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        tokens.Record(count, tags);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Call {RequestId}: {Deployment} failed ({Class}, {Code}, HTTP {Status})")]
        public static partial void AttemptFailed(ILogger logger, string requestId, string deployment, FailureClass @class, string code, int status);
    }
}
