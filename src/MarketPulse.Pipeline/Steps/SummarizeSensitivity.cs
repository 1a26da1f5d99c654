using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Summarizes the stored data: article counts and the tension index, and the sensitivity profiles of the instruments that changed.
/// </summary>
/// <param name="counts">Counts the articles.</param>
/// <param name="index">Updates the tension index.</param>
/// <param name="events">Store of the events, for the index.</param>
/// <param name="profiles">The steps that bring the profiles up to date.</param>
/// <param name="queue">Queue for the batches of instruments.</param>
public sealed class SummarizeSensitivity(
    CountArticles counts, UpdateTensionIndex index, IEventStore events, ProfileSteps profiles, IWorkQueue queue)
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
    public async Task<SensitivitySummary> RunToEndAsync(CancellationToken cancellationToken)
    {
        (SensitivitySummary summary, IReadOnlyList<OutgoingMessage> batches) = await StartAsync(cancellationToken);
        int written = summary.ProfilesWritten;
        foreach (OutgoingMessage batch in batches)
        {
            written += await profiles.Profile.RunAsync(batch.Body, cancellationToken);
        }

        return summary with { ProfilesWritten = written };
    }

    private async Task<(SensitivitySummary Summary, IReadOnlyList<OutgoingMessage> Batches)> StartAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("summarize_sensitivity");
        int counted = await counts.RunAsync(cancellationToken);
        List<TradeEvent> live = await events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        (int days, int removed) = await index.RunAsync(live, cancellationToken);

        // What an earlier run measured but did not get to publish.
        int written = await profiles.Publish.RunAsync(cancellationToken);
        IReadOnlyList<OutgoingMessage> batches = await profiles.Queue.RunAsync(cancellationToken);
        return (new SensitivitySummary(counted, days, removed, batches.Sum(batch => batch.Body.Symbols!.Count), written), batches);
    }
}

/// <summary>The steps that bring the profiles up to date.</summary>
/// <param name="Queue">Finds the instruments that changed.</param>
/// <param name="Profile">Measures a batch of them.</param>
/// <param name="Publish">Compares and publishes all.</param>
public sealed record ProfileSteps(QueueProfiles Queue, ProfileInstruments Profile, PublishProfiles Publish);

/// <summary>What a run of <see cref="SummarizeSensitivity"/> did.</summary>
/// <param name="DaysCounted">Number of days whose articles were counted.</param>
/// <param name="IndexRows">Number of rows of the tension index written.</param>
/// <param name="IndexRowsRemoved">Number of rows of the tension index removed, because no articles of their day are stored.</param>
/// <param name="Instruments">Number of instruments whose profiles may have changed.</param>
/// <param name="ProfilesWritten">Number of profiles written or removed by the run itself.</param>
public readonly record struct SensitivitySummary(
    int DaysCounted, int IndexRows, int IndexRowsRemoved, int Instruments, int ProfilesWritten);
