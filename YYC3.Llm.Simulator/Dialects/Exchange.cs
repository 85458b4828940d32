using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Simulator.Observation;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>One call from request to last byte: read, look up or draft the reply, play it, note what happened.</summary>
internal sealed class Exchange(SimulatorOptions options, ScriptReader scripts, FaultTurns turns, Player player, Sightings sightings, RateWindows windows)
{
    private const int MostRemembered = 4096;
    private readonly ConcurrentDictionary<ReplyKey, Reply> replies = new();

    /// <summary>Serves a call.</summary>
    public async Task ServeAsync(HttpContext context, IOperation operation)
    {
        var buffer = await ReadBodyAsync(context);
        ReadOnlyMemory<byte> body = buffer.IsSingleSegment ? buffer.First : buffer.ToArray();
        var observed = sightings.Begin(context.Request, body.Span);
        var how = Outcome.ClientGone;
        var reply = Answer(context, operation, body, observed, out var understood);
        observed.Status = reply.Status;
        context.Request.BodyReader.AdvanceTo(buffer.End);
        try
        {
            await player.PlayAsync(context, reply, observed);
            how = !understood ? Outcome.Refused : reply.HangUp is not null ? Outcome.HungUp : Outcome.Completed;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: that is an outcome, not a failure.
        }
        finally
        {
            sightings.End(observed, how, reply);
        }
    }

    private Reply Answer(HttpContext context, IOperation operation, ReadOnlyMemory<byte> body, Observed observed, out bool understood)
    {
        understood = false;
        if (operation.Authorize(context.Request, options.ApiKey) is { } stranger)
        {
            sightings.Attribute(observed, operation.Errors.Dialect, "", Credentials.Of(context.Request));
            return Refuse(operation, stranger);
        }

        try
        {
            var head = operation.ReadHead(context.Request, body);
            observed.Model = head.Model;
            observed.Stream = head.Stream;
            sightings.Attribute(observed, operation.Errors.Dialect, head.Model, Credentials.Of(context.Request));
            var script = scripts.Read(head.Model, context.Request.Headers["x-sim"]);
            if (script.IsLimited && Limited(context, operation, script) is { } limited)
            {
                understood = true;
                return limited;
            }

            var struck = turns.Strike(script, observed.Id);
            var reply = operation.ReadsBody(script) ? Draft(operation, script, head, struck, body) : Remember(operation, script, head, struck, body);
            understood = true;
            return reply;
        }
        catch (ScriptException error)
        {
            AttributeUnread(context, operation, observed);
            return Refuse(operation, SimulatedError.BadRequest(error.Message));
        }
        catch (JsonException error)
        {
            AttributeUnread(context, operation, observed);
            return Refuse(operation, SimulatedError.BadRequest($"The body is not the JSON this path expects: {error.Message}"));
        }
    }

    private Reply Remember(IOperation operation, Script script, RequestHead head, bool struck, ReadOnlyMemory<byte> body)
    {
        var key = new ReplyKey(operation, script, head.Stream, head.WantsUsage, head.Variant, struck);
        if (replies.TryGetValue(key, out var reply))
        {
            return reply;
        }

        if (replies.Count >= MostRemembered)
        {
            replies.Clear();
        }

        return replies.GetOrAdd(key, Draft(operation, script, head, struck, body));
    }

    private static Reply Draft(IOperation operation, Script script, RequestHead head, bool struck, ReadOnlyMemory<byte> body)
    {
        var draft = new Draft { Script = script, Errors = operation.Errors, IsStream = head.Stream, UsageAt = operation.UsageAt(head), Format = operation.FormatOf(head) };
        var faults = struck ? script.Faults : [];
        foreach (var (fault, argument) in faults)
        {
            fault.Shape(draft, argument);
        }

        operation.Render(draft, head, body);
        foreach (var (fault, argument) in faults)
        {
            fault.Bend(draft, argument);
        }

        return draft.Finish();
    }

    private static Reply Refuse(IOperation operation, SimulatedError error)
    {
        var draft = new Draft { Script = Script.Empty, Errors = operation.Errors, IsStream = false, UsageAt = static (_, _) => null };
        draft.Refuse(error);
        return draft.Finish();
    }

    // A request that could not be read is counted all the same, under no model.
    private void AttributeUnread(HttpContext context, IOperation operation, Observed observed)
    {
        if (observed.Row is null)
        {
            sightings.Attribute(observed, operation.Errors.Dialect, "", Credentials.Of(context.Request));
        }
    }

    private Reply? Limited(HttpContext context, IOperation operation, Script script)
    {
        var state = windows.Take(script, Credentials.Of(context.Request));
        operation.WriteLimits(context.Response.Headers, state);
        if (!state.Exceeded)
        {
            return null;
        }

        if (script.Text("retry") != "no")
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(state.Reset.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return Refuse(operation, SimulatedError.OfStatus(429));
    }

    // The bytes stay valid until the reader is advanced, which the caller does once the reply is drafted.
    private static async ValueTask<ReadOnlySequence<byte>> ReadBodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                return read.Buffer;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private readonly record struct ReplyKey(IOperation Operation, Script Script, bool Stream, bool WantsUsage, int Variant, bool Struck);
}
