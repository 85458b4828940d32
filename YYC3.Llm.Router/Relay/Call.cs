using System.Diagnostics;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay.Continuing;
using YYC3.Llm.Router.Relay.Inbound;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Router.Relay;

/// <summary>One caller's call, from its body to its end.</summary>
internal sealed class Call(HttpContext context, Operation operation, RequestBody body, RequestHead head, Model model, CallerIdentity caller, long started)
{
    public HttpContext Context => context;

    public Operation Operation => operation;

    /// <summary>The body in OpenAI's wire; another one while a broken stream is carried on.</summary>
    public RequestBody Body { get; private set; } = body;

    public RequestHead Head { get; private set; } = head;

    /// <summary>Who is asked for. An experiment may put another model in its place.</summary>
    public Model Model { get; set; } = model;

    /// <summary>Who calls; its <c>RequestId</c> names the call everywhere.</summary>
    public CallerIdentity Caller => caller;

    public string RequestId => caller.RequestId;

    /// <summary>Timestamp of its arrival.</summary>
    public long Started => started;

    /// <summary>When the candidate asked last was asked; prices go by it.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary>Whether it is among the calls in flight that metering counts.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The API in which the caller asked, when it is not OpenAI's.</summary>
    public IInboundFormat? Inbound { get; init; }

    /// <summary>The body as the caller sent it, when it asked in another API.</summary>
    public RequestBody? Original { get; init; }

    /// <summary>What was found in <see cref="Original"/>.</summary>
    public RequestHead OriginalHead { get; init; }

    /// <summary>Turns the answer into the caller's API; null when it is OpenAI's, or the provider speaks the caller's own.</summary>
    public IAnswerShape? Shape { get; set; }

    /// <summary>Carries the stream on when it breaks off; null when the caller does not want that, or it cannot be.</summary>
    public Continuation? Continuation { get; set; }

    /// <summary>Sees OpenAI's bytes of the answer as they go out; null when nobody wants them.</summary>
    public IAnswerRecorder? Recorder { get; private set; }

    /// <summary>Whether a gate has answered the call, so that nobody need be asked.</summary>
    public bool IsAnswered => End == CallEnd.Cached;

    public AnswerFacts Facts { get; } = new();

    /// <summary>What was changed in the request for the provider asked last.</summary>
    public RequestWarnings Warnings { get; } = new();

    /// <summary>The span of the call; null when nobody listens.</summary>
    public Activity? Activity { get; set; }

    /// <summary>Collects what a recorded span shows of the answer; null unless message content is captured.</summary>
    public Telemetry.AnswerCapture? Capture { get; set; }

    /// <summary>Candidates asked so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Who was asked last.</summary>
    public Candidate? Candidate { get; set; }

    /// <summary>Why the call goes where it goes; null where its model leaves no choice of models.</summary>
    public RouteNote? Route { get; set; }

    /// <summary>What the key was changed into for the request sent last; null where the key itself was sent.</summary>
    public AccessToken? Token { get; set; }

    /// <summary>The attempts that brought no whole answer, in order.</summary>
    public List<Attempt>? Failed { get; private set; }

    /// <summary>Timestamp units spent waiting for providers before the commit point; the rest is ours.</summary>
    public long Waited { get; set; }

    /// <summary>Timestamp of the first content of a streamed answer; 0 while there is none.</summary>
    public long FirstToken { get; set; }

    /// <summary>Whether the caller has got content: past this point no other candidate can answer in place of this one.</summary>
    public bool Committed { get; set; }

    public CallEnd End { get; set; }

    /// <summary>What failed last, when the call ended with an error.</summary>
    public Failure? Failure { get; set; }

    /// <summary>What gates and observers know of the call besides; each keeps its own under its own type.</summary>
    public CallNotes Notes { get; } = new();

    /// <summary>Asks for something else from now on: the rest of a broken stream.</summary>
    public void AskInstead(RequestBody rest, RequestHead restHead) => (Body, Head) = (rest, restHead);

    /// <summary>Lets somebody see the answer as it goes out; nobody for null.</summary>
    public void Record(IAnswerRecorder? recorder) =>
        Recorder = recorder is null ? Recorder : Recorder is null ? recorder : new AnswerRecorders(Recorder, recorder);

    public void Fail(Attempt attempt)
    {
        (Failed ??= []).Add(attempt);
        Failure = attempt.Failure;
        Facts.Reset();
        Warnings.Clear();
    }
}
