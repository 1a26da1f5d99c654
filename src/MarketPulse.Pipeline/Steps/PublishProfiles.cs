using System.Diagnostics;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Compares the parts of the profiles across instruments, which sets q values and shrinkage and makes the findings, and stores the
/// profiles, findings and calibrations that differ. It costs in proportion to the number of profiles and, for the findings, of the
/// instruments' event days and sessions; events, scores and bars are not read.
/// </summary>
/// <param name="parts">Store of the parts.</param>
/// <param name="sensitivity">Store of the profiles.</param>
/// <param name="tables">Store of the findings and of the calibrations.</param>
/// <param name="watchlist">The instruments; parts of others are removed.</param>
public sealed class PublishProfiles(
    IProfilePartStore parts, ISensitivityStore sensitivity, IDimensionWriter tables, Watchlist watchlist)
{
    private const int MaxAttempts = 10;

    /// <summary>
    /// Publishes the profiles unless those published already rest on the parts that are stored. It also takes over from a publisher that
    /// has not reported the end, because that one may have stopped.
    /// </summary>
    /// <returns>Number of profiles written or removed.</returns>
    /// <exception cref="IOException">Others published or changed parts during every attempt. The next run publishes.</exception>
    public Task<int> RunAsync(CancellationToken cancellationToken) => RunAsync(takesOver: true, cancellationToken);

    /// <summary>
    /// Does the same, but leaves the work to whoever is publishing: that one finds the run changed when it ends, and publishes again what
    /// has come in meanwhile. Batches that complete a run side by side therefore publish once, and none waits for another.
    /// </summary>
    /// <returns>Number of profiles written or removed; 0 if somebody else is publishing.</returns>
    /// <exception cref="IOException">Others published or changed parts during every attempt. The next run publishes.</exception>
    public Task<int> RunUnlessUnderWayAsync(CancellationToken cancellationToken) => RunAsync(takesOver: false, cancellationToken);

    private async Task<int> RunAsync(bool takesOver, CancellationToken cancellationToken)
    {
        string self = Guid.NewGuid().ToString("N");
        int written = 0;
        bool mustPublish = false;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            ProfileRun run = await parts.ReadRunAsync(cancellationToken);
            bool isOthers = run.Publisher.Length > 0 && run.Publisher != self;
            if (isOthers && !takesOver && !mustPublish)
            {
                // Writing the run unchanged is what its publisher notices.
                if (await parts.TrySaveRunAsync(run, cancellationToken) is not null)
                {
                    return written;
                }

                continue;
            }

            string read = ProfilePart.Fingerprint((await parts.ReadAsync(cancellationToken)).Where(IsWatched));
            if (!mustPublish && !isOthers && run.Published == read)
            {
                return written;
            }

            if (await parts.TrySaveRunAsync(run with { Publisher = self }, cancellationToken) is not { } begun)
            {
                continue;
            }

            written += await WriteAsync(cancellationToken);

            // If somebody else had begun before and not ended, rows of theirs may still arrive; then what is published counts as unknown.
            ProfileRun ended = begun with { Publisher = "", Published = isOthers ? "" : read };
            if (await parts.TrySaveRunAsync(ended, cancellationToken) is not null)
            {
                return written;
            }

            // More parts have come in, or the rows just written may be older than those of whoever took over.
            mustPublish = true;
        }

        throw new IOException($"The profiles were changed by others during {MaxAttempts} attempts to publish them; the next run does it.");
    }

    /// <summary>
    /// Writes one partition after another, so that only the profiles of one are in memory. Parts that change meanwhile are published again
    /// by their run.
    /// </summary>
    private async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("publish_profiles");
        int written = 0;
        foreach (string partition in SensitivityProfile.Partitions)
        {
            List<SensitivityProfile> measured = await parts.ReadProfilesAsync(partition, cancellationToken)
                .Where(profile => watchlist.Find(profile.Symbol) is not null)
                .ToListAsync(cancellationToken);
            written += await sensitivity.SaveAsync(partition, SensitivityStudy.Compare(measured), cancellationToken);
        }

        var family = new ReactionFamily(await parts.ReadReactionsAsync(cancellationToken)
            .Where(member => watchlist.Find(member.Symbol) is not null)
            .ToListAsync(cancellationToken));
        await tables.ReplaceAsync(ReactionFinding.Of(family, ReactionMeasurement.DayZero.Key), cancellationToken);
        List<Calibration> calibrated = await parts.ReadCalibrationsAsync(cancellationToken)
            .Where(row => watchlist.Find(row.Symbol) is not null)
            .ToListAsync(cancellationToken);
        await tables.ReplaceAsync<Calibration>(calibrated, cancellationToken);
        IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(cancellationToken);
        await parts.RemoveAsync([.. stored.Where(part => !IsWatched(part)).Select(part => part.Symbol)], cancellationToken);
        return written;
    }

    private bool IsWatched(ProfilePart part) => watchlist.Find(part.Symbol) is not null;
}
