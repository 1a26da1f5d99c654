using System.Diagnostics;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Measures and stores the parts of the profiles of a batch of instruments, and corrects which scheduled releases their scores name when
/// the calendar has changed. The batch that completes the run publishes the profiles.
/// </summary>
/// <param name="measure">Measures the parts.</param>
/// <param name="parts">Store of the parts and of the run.</param>
/// <param name="publish">Publishes the profiles once all parts of the run are in.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="scores">Store of the scores.</param>
public sealed class ProfileInstruments(
    MeasureParts measure, IProfilePartStore parts, PublishProfiles publish, Watchlist watchlist, IScoreStore scores)
{
    /// <summary>
    /// Measures those instruments of the message that the latest run still waits for, whichever run sent the message. Repeated and late
    /// messages therefore find their work done, and instruments that have left the watchlist are ignored.
    /// </summary>
    /// <returns>Number of profiles written or removed; 0 while other batches are missing, or when one of them publishes.</returns>
    /// <exception cref="PermanentFaultException">The message names no instruments.</exception>
    /// <exception cref="StaleRunException">Another worker measured one of the instruments at the same time.</exception>
    public async Task<int> RunAsync(WorkMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Symbols is not { Count: > 0 } symbols)
        {
            throw new PermanentFaultException("no_symbols", "The message names no instruments to profile.");
        }

        using Activity? step = MarketPulseTelemetry.StartStep("profile_instruments");

        // Read before the inputs, so that a part never claims to belong to a run that began after its inputs were read.
        (ProfileRun run, Dictionary<string, ProfilePart> stored) = await ReadAsync(cancellationToken);
        Instrument[] pending =
        [
            .. symbols.Distinct(StringComparer.Ordinal)
                .Select(watchlist.Find)
                .OfType<Instrument>()
                .Where(instrument => run.IsPending(instrument.Symbol, stored.GetValueOrDefault(instrument.Symbol))),
        ];
        if (pending.Length > 0)
        {
            IReadOnlyList<ProfilePart> measured = await measure.RunAsync(pending, stored, run.Id, cancellationToken);

            // Before the parts: once those are stored, nothing says any more that the calendar has changed.
            await scores.SetConfoundersAsync([.. measured.SelectMany(part => part.Renamed)], cancellationToken);
            foreach (ProfilePart part in measured)
            {
                await SaveAsync(part, cancellationToken);
            }

            (run, stored) = await ReadAsync(cancellationToken);
        }

        bool isComplete = !run.Symbols.Any(symbol =>
            watchlist.Find(symbol) is not null && run.IsPending(symbol, stored.GetValueOrDefault(symbol)));
        return isComplete ? await publish.RunUnlessUnderWayAsync(cancellationToken) : 0;
    }

    private async Task SaveAsync(ProfilePart part, CancellationToken cancellationToken)
    {
        if (!await parts.TrySaveAsync(part, cancellationToken))
        {
            throw new StaleRunException(
                $"The profiles of {part.Symbol} were measured by another worker at the same time, so this one checks them again.");
        }
    }

    private async Task<(ProfileRun Run, Dictionary<string, ProfilePart> Stored)> ReadAsync(CancellationToken cancellationToken)
    {
        ProfileRun run = await parts.ReadRunAsync(cancellationToken);
        IReadOnlyList<ProfilePart> stored = await parts.ReadAsync(cancellationToken);
        return (run, stored.ToDictionary(part => part.Symbol, StringComparer.Ordinal));
    }
}
