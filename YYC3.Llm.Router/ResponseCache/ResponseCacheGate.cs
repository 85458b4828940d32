using System.Threading.Channels;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>
/// Answers calls with what the same call got before, and keeps what calls get. Exact: the same project, model and request. Answers are kept
/// by a worker, so that no call waits for it; a lost one costs a repeated question, nothing else.
/// </summary>
internal sealed class ResponseCacheGate(ICache cache, LocalAnswers local, CacheVersions versions, ResponseCacheOptions options, ResponseCacheMetrics metrics, TimeProvider time)
    : BackgroundService, ICallGate, ICallObserver
{
    private const int MostWaiting = 1024;

    private readonly Channel<(CacheTicket Ticket, CachedAnswer Answer)> kept =
        Channel.CreateBounded<(CacheTicket, CachedAnswer)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ValueTask<ApiException?> EnterAsync(Call call)
    {
        // An experiment compares what its arms answer now: a call of one arm is no answer for another.
        if ((call.Operation != Operation.Chat && call.Operation != Operation.Embeddings) || call.Notes.Get<CallArm>() is not null)
        {
            return default;
        }

        if (!options.Enabled && !call.Context.Request.Headers.ContainsKey(CacheWish.Header))
        {
            return default;
        }

        var wish = CacheWish.Read(call.Context.Request.Headers, options, out var error);
        return error is not null || !(wish.Reads || wish.Writes) ? ValueTask.FromResult(error) : LookUpAsync(call, wish);
    }

    public void Attempted(Call call, Attempt attempt)
    {
        // Only what the call ends with counts.
    }

    public void Ended(Call call)
    {
        if (call.Notes.Get<CacheTicket>() is not { Recorder: { } recorder } ticket)
        {
            return;
        }

        if (call.End == CallEnd.Completed && call.Candidate is { } candidate && recorder.Take() is { } body && body.Length <= options.LargestAnswer)
        {
            kept.Writer.TryWrite((ticket, new CachedAnswer(body, call.Model.Name, candidate.Deployment.Name, time.GetUtcNow().ToUnixTimeSeconds(), ticket.Versions)));
        }

        recorder.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (ticket, answer) in kept.Reader.ReadAllAsync(stoppingToken))
            {
                if (await IsValidAsync(answer, stoppingToken))
                {
                    local.Keep(ticket.Key, answer, ticket.Wish.Lifetime);
                    await cache.SetAsync(ticket.Key, answer.ToBytes(), ticket.Wish.Lifetime, stoppingToken);
                    metrics.Kept();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not kept is asked again.
        }
    }

    private async ValueTask<ApiException?> LookUpAsync(Call call, CacheWish wish)
    {
        var leaving = call.Context.RequestAborted;
        var key = RequestKey.Of(call);
        var now = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var scope in Scopes(call, wish))
        {
            now[scope] = await versions.GetAsync(scope, leaving);
        }

        if (wish.Reads && await FindAsync(key, leaving) is { } answer)
        {
            metrics.Hit();
            await CachedReply.WriteAsync(call, answer, time);
            return null;
        }

        metrics.Missed();
        var recorder = wish.Writes ? new AnswerCollector(options.LargestAnswer) : null;
        call.Record(recorder);
        call.Notes.Set(new CacheTicket(key, wish, now, recorder));
        call.Context.Response.Headers[CacheWish.Header] = "miss";
        return null;
    }

    private async ValueTask<CachedAnswer?> FindAsync(string key, CancellationToken leaving)
    {
        var answer = local.Find(key);
        if (answer is null && await cache.GetAsync(key, leaving) is { } bytes)
        {
            answer = CachedAnswer.From(bytes);
        }

        if (answer is null)
        {
            return null;
        }

        if (await IsValidAsync(answer, leaving))
        {
            return answer;
        }

        local.Remove(key);
        return null;
    }

    private async ValueTask<bool> IsValidAsync(CachedAnswer answer, CancellationToken cancellationToken)
    {
        foreach (var (scope, version) in answer.Versions)
        {
            if (await versions.GetAsync(scope, cancellationToken) != version)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Scopes(Call call, CacheWish wish) =>
    [
        CacheVersions.OfModel(call.Model.Name),
        CacheVersions.OfTenant(call.Caller.Tenant.Value),
        .. wish.Tags.Select(tag => CacheVersions.OfTag(call.Caller.Tenant.Value, tag)),
    ];
}
