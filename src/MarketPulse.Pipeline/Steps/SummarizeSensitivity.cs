using System.Diagnostics;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Summarizes the stored data: article counts and the tension index, and the sensitivity profiles of the instruments that changed.
/// </summary>
/// <param name="counts">Counts the articles.</param>
/// <param name="index">Updates the tension index.</param>
/// <param name="find">Finds the instruments whose profiles may have changed.</param>
/// <param name="profile">Measures a batch of instruments.</param>
/// <param name="publish">Compares and publishes the profiles.</param>
/// <param name="queue">Queue for the batches of instruments.</param>
public sealed class SummarizeSensitivity(
    CountArticles counts,
    UpdateTensionIndex index,
    QueueProfiles find,
    ProfileInstruments profile,
    PublishProfiles publish,
    IWorkQueue queue)
{
    /// <summary>
    /// Updates the counts and the index, and queues the instruments whose profiles may have changed, in batches that are measured side by
    /// side. The step is idempotent.
    /// </summary>
    public async Task<SensitivitySummary> RunAsync(CancellationToken cancellationToken)
    {
        (SensitivitySummary summary, IReadOnlyList<OutgoingMessage> batches) = await StartAsync(cancellationToken);
        await queue.SendAsync(QueueNames.Profiles, batches, cancellationToken);
        return summary;
    }

    /// <summary>
    /// Does the same, but measures the batches itself, one after another, instead of queueing them: for commands that end when the work is
    /// done.
    /// </summary>
    public Task<SensitivitySummary> RunToEndAsync(CancellationToken cancellationToken) =>
        RunToEndAsync(static _ => { }, cancellationToken);

    /// <summary>The same, with its progress.</summary>
    /// <param name="report">Receives the number of instruments whose profiles are done.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    public async Task<SensitivitySummary> RunToEndAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        report("Computing the tension index");
        (SensitivitySummary summary, IReadOnlyList<OutgoingMessage> batches) = await StartAsync(cancellationToken);
        int written = summary.ProfilesWritten;
        int done = 0;
        foreach (OutgoingMessage batch in batches)
        {
            report(new WorkProgress("Computing sensitivity", done, summary.Instruments, "instruments"));
            done += batch.Body.Symbols!.Count;
            written += await profile.RunAsync(batch.Body, cancellationToken);
        }

        return summary with { ProfilesWritten = written };
    }

    private async Task<(SensitivitySummary Summary, IReadOnlyList<OutgoingMessage> Batches)> StartAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("summarize_sensitivity");
        int counted = await counts.RunAsync(cancellationToken);
        (int days, int removed) = await index.RunAsync(cancellationToken);

        // What an earlier run measured but did not get to publish.
        int written = await publish.RunAsync(cancellationToken);
        IReadOnlyList<OutgoingMessage> batches = await find.RunAsync(cancellationToken);
        return (new SensitivitySummary(counted, days, removed, batches.Sum(batch => batch.Body.Symbols!.Count), written), batches);
    }
}

/// <summary>What a run of <see cref="SummarizeSensitivity"/> did.</summary>
/// <param name="DaysCounted">Number of days whose articles were counted.</param>
/// <param name="IndexRows">Number of rows of the tension index written.</param>
/// <param name="IndexRowsRemoved">Number of rows of the tension index removed, because no articles of their day are stored.</param>
/// <param name="Instruments">Number of instruments whose profiles may have changed.</param>
/// <param name="ProfilesWritten">Number of profiles written or removed by the run itself.</param>
public readonly record struct SensitivitySummary(
    int DaysCounted, int IndexRows, int IndexRowsRemoved, int Instruments, int ProfilesWritten);
