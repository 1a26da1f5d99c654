using System.Diagnostics;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Compares the parts of the profiles across instruments, which sets q values and shrinkage, and stores the profiles and calibrations that
/// differ. It costs in proportion to the number of profiles, whatever the number of events behind them.
/// </summary>
/// <param name="parts">Store of the parts.</param>
/// <param name="sensitivity">Store of the profiles.</param>
/// <param name="calibrations">Store of the calibrations.</param>
/// <param name="watchlist">The instruments; parts of others are removed.</param>
public sealed class PublishProfiles(
    IProfilePartStore parts, ISensitivityStore sensitivity, IDimensionWriter calibrations, Watchlist watchlist)
{
    private const int MaxAttempts = 10;

    /// <summary>Publishes the profiles unless those published already rest on the parts that are stored.</summary>
    /// <returns>Number of profiles written or removed.</returns>
    /// <exception cref="IOException">Others published or changed parts during every attempt. The next run publishes.</exception>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        int written = 0;
        bool wasOvertaken = false;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            ProfileRun run = await parts.ReadRunAsync(cancellationToken);
            IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(cancellationToken);
            if (!wasOvertaken && !run.IsPublishing && run.Published == ProfilePart.Fingerprint(stored.Where(IsWatched)))
            {
                return written;
            }

            // Others that publish at the same time may have read other parts, so whoever finds the run written meanwhile starts over.
            if (await parts.TrySaveRunAsync(run with { IsPublishing = true }, cancellationToken) is not { } begun)
            {
                continue;
            }

            written += await WriteAsync(cancellationToken);

            // If somebody had begun before and not ended, rows of theirs may still arrive; then what is published counts as unknown.
            string published = run.IsPublishing ? "" : ProfilePart.Fingerprint(stored.Where(IsWatched));
            if (await parts.TrySaveRunAsync(begun with { IsPublishing = false, Published = published }, cancellationToken) is not null)
            {
                return written;
            }

            // The rows just written may be older than those of whoever wrote the run, so they are published again whatever it says.
            wasOvertaken = true;
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

        List<Calibration> calibrated = await parts.ReadCalibrationsAsync(cancellationToken)
            .Where(row => watchlist.Find(row.Symbol) is not null)
            .ToListAsync(cancellationToken);
        await calibrations.ReplaceAsync<Calibration>(calibrated, cancellationToken);
        IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(cancellationToken);
        await parts.RemoveAsync([.. stored.Where(part => !IsWatched(part)).Select(part => part.Symbol)], cancellationToken);
        return written;
    }

    private bool IsWatched(ProfilePart part) => watchlist.Find(part.Symbol) is not null;
}
