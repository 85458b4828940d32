using System.Threading.Channels;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Experiments.Shadow;

/// <summary>
/// The copies that wait for their turn. A copy is taken when the caller's answer has ended, and only while there is room: a caller never waits for
/// one, and a slow shadow costs no more memory than the queue holds.
/// </summary>
internal sealed class ShadowQueue(ExperimentOptions options, Func<double> random, ExperimentTelemetry telemetry)
{
    private readonly Channel<ShadowJob> jobs = Channel.CreateBounded<ShadowJob>(new BoundedChannelOptions(options.ShadowQueue) { FullMode = BoundedChannelFullMode.Wait });
    private long dropped;

    public ChannelReader<ShadowJob> Jobs => jobs.Reader;

    /// <summary>Copies that there was no room for, since the start.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Takes a copy of a call that has ended, if it is drawn and there is room; it is sent when the caller has the whole answer.</summary>
    public void Offer(Call call, ShadowNote note)
    {
        if (random() >= note.Running.Experiment.Definition.Shadow!.Share)
        {
            return;
        }

        if (jobs.Reader.Count >= options.ShadowQueue || call.Body.Length > options.ShadowBodyBytes)
        {
            Drop(note.Running);
            return;
        }

        // The caller's body is taken over and not copied, which for a large one would take time that the caller waits for.
        var job = new ShadowJob(call.Operation, call.Body.Take(), call.Head, note.Model, call.Caller, note.Running);
        call.Context.Response.OnCompleted(() =>
        {
            if (!jobs.Writer.TryWrite(job))
            {
                job.Body.Dispose();
                Drop(job.Running);
            }

            return Task.CompletedTask;
        });
    }

    private void Drop(RunningExperiment running)
    {
        Interlocked.Increment(ref dropped);
        telemetry.Copied(running.Experiment.Id, wasSent: false);
    }
}
