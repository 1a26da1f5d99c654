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
            IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(withProfiles: false, cancellationToken);
            if (!wasOvertaken && !run.IsPublishing && run.Published == ProfilePart.Fingerprint(stored.Where(IsWatched)))
            {
                return written;
            }

            // Others that publish at the same time may have read other parts, so whoever finds the run written meanwhile starts over.
            if (await parts.TrySaveRunAsync(run with { IsPublishing = true }, cancellationToken) is not { } begun)
            {
                continue;
            }

            (string rests, int changed) = await WriteAsync(cancellationToken);
            written += changed;

            // If somebody had begun before and not ended, rows of theirs may still arrive; then what is published counts as unknown.
            string published = run.IsPublishing ? "" : rests;
            if (await parts.TrySaveRunAsync(begun with { IsPublishing = false, Published = published }, cancellationToken) is not null)
            {
                return written;
            }

            // The rows just written may be older than those of whoever wrote the run, so they are published again whatever it says.
            wasOvertaken = true;
        }

        throw new IOException($"The profiles were changed by others during {MaxAttempts} attempts to publish them; the next run does it.");
    }

    private async Task<(string Fingerprint, int Written)> WriteAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("publish_profiles");
        IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(withProfiles: true, cancellationToken);
        ProfilePart[] current = [.. stored.Where(IsWatched)];
        string[] gone = [.. stored.Except(current).Select(part => part.Symbol)];
        int written = await sensitivity.SaveAsync(
            SensitivityStudy.Compare(current.SelectMany(part => part.Profiles ?? [])), cancellationToken);
        await calibrations.ReplaceAsync<Calibration>([.. current.SelectMany(part => part.Calibrations ?? [])], cancellationToken);
        await parts.RemoveAsync(gone, cancellationToken);
        return (ProfilePart.Fingerprint(current), written);
    }

    private bool IsWatched(ProfilePart part) => watchlist.Find(part.Symbol) is not null;
}
