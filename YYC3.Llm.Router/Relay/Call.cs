using System.Diagnostics;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Relay;

/// <summary>One caller's call, from its body to its end.</summary>
internal sealed class Call(HttpContext context, Operation operation, RequestBody body, RequestHead head, Model model, string requestId, long started)
{
    public HttpContext Context => context;

    public Operation Operation => operation;

    public RequestBody Body => body;

    public RequestHead Head => head;

    public Model Model => model;

    public string RequestId => requestId;

    /// <summary>Timestamp of its arrival.</summary>
    public long Started => started;

    public AnswerFacts Facts { get; } = new();

    /// <summary>The span of the call; null when nobody listens.</summary>
    public Activity? Activity { get; set; }

    /// <summary>Collects what a recorded span shows of the answer; null unless message content is captured.</summary>
    public Telemetry.AnswerCapture? Capture { get; set; }

    /// <summary>Candidates asked so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Who was asked last.</summary>
    public Candidate? Candidate { get; set; }

    public List<Attempt>? Failed { get; private set; }

    /// <summary>Timestamp units spent waiting for providers before the commit point; the rest is ours.</summary>
    public long Waited { get; set; }

    /// <summary>Timestamp of the first content of a streamed answer; 0 while there is none.</summary>
    public long FirstToken { get; set; }

    public CallEnd End { get; set; }

    /// <summary>What failed last, when the call ended with an error.</summary>
    public Failure? Failure { get; set; }

    public void Fail(Candidate candidate, Failure failure, TimeSpan duration)
    {
        (Failed ??= []).Add(new Attempt(candidate, failure, duration));
        Failure = failure;
        Facts.Reset();
    }
}
