using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Summarizes the stored data: article counts, the tension index and the sensitivity profiles of all instruments.</summary>
/// <param name="counts">Counts the articles.</param>
/// <param name="index">Updates the tension index.</param>
/// <param name="measure">Computes the profiles.</param>
/// <param name="sensitivity">Store of the profiles.</param>
/// <param name="calibration">Run when any profile has changed.</param>
public sealed class SummarizeSensitivity(
    CountArticles counts,
    UpdateTensionIndex index,
    MeasureSensitivity measure,
    ISensitivityStore sensitivity,
    CalibrateScores calibration)
{
    /// <summary>Updates the counts, the index, the profiles, the month's snapshot and the calibration. The step is idempotent.</summary>
    public async Task<SensitivitySummary> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("summarize_sensitivity");
        int counted = await counts.RunAsync(cancellationToken);
        List<TradeEvent> live = await measure.ReadEventsAsync(cancellationToken);
        (int days, int removed) = await index.RunAsync(cancellationToken);
        IReadOnlyList<SensitivityProfile> profiles = await measure.RunAsync(live, includeDateOnly: false, cancellationToken);
        int written = await sensitivity.SaveAsync(profiles, cancellationToken);
        if (written > 0)
        {
            await sensitivity.SaveSnapshotAsync(profiles, cancellationToken);
            await calibration.RunAsync(cancellationToken);
        }

        return new SensitivitySummary(counted, days, removed, profiles.Count, written);
    }
}

/// <summary>What a run of <see cref="SummarizeSensitivity"/> did.</summary>
/// <param name="DaysCounted">Number of days whose articles were counted.</param>
/// <param name="IndexRows">Number of rows of the tension index written.</param>
/// <param name="IndexRowsRemoved">Number of rows of the tension index removed, because no articles of their day are stored.</param>
/// <param name="Profiles">Total number of profiles.</param>
/// <param name="ProfilesWritten">Number of profiles written or removed.</param>
public readonly record struct SensitivitySummary(int DaysCounted, int IndexRows, int IndexRowsRemoved, int Profiles, int ProfilesWritten);
