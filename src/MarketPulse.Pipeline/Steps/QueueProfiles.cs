using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Finds the instruments whose profiles may have changed: those whose scores or bars, or whose benchmark's bars, are marked as changed
/// since the last run, those that the watchlist defines differently, and those that the last run did not finish. It reads marks and one
/// small row per instrument.
/// </summary>
/// <param name="marks">Finds the partitions that changed.</param>
/// <param name="parts">Store of the parts and of the run.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
/// <param name="clock">Current time, up to which a run looks for changes.</param>
public sealed class QueueProfiles(
    IChangeMarks marks, IProfilePartStore parts, Watchlist watchlist, StudyBasis basis, TimeProvider clock)
{
    /// <summary>
    /// Number of instruments in one message: few enough for a message to take seconds, and enough for instruments with the same sessions to
    /// share placebo dates and regressions.
    /// </summary>
    public const int InstrumentsAtOnce = 8;

    private const int MaxAttempts = 10;

    private readonly ProfileInputs _inputs = new(watchlist, basis);

    /// <summary>Starts a run over the instruments that may have changed.</summary>
    /// <returns>Its messages, to be sent or handled by the caller. If they are lost, the next run contains their instruments.</returns>
    /// <exception cref="StaleRunException">Others wrote the run during every attempt.</exception>
    public async Task<IReadOnlyList<OutgoingMessage>> RunAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            DateTimeOffset started = clock.GetUtcNow();
            ProfileRun last = await parts.ReadRunAsync(cancellationToken);
            string[] changed = await FindChangedAsync(last, cancellationToken);
            string id = changed.Length == 0 ? last.Id : NewId(started);
            if (await parts.TrySaveRunAsync(last with { Id = id, CheckedUtc = started, Symbols = changed }, cancellationToken) is not null)
            {
                return
                [
                    .. changed.Chunk(InstrumentsAtOnce)
                        .Select((symbols, batch) => WorkMessage.ForProfiles(id, batch, symbols, MarketPulseTelemetry.TraceParent)),
                ];
            }
        }

        throw new StaleRunException($"The run over the profiles was changed by others during {MaxAttempts} attempts to start another.");
    }

    private async Task<string[]> FindChangedAsync(ProfileRun last, CancellationToken cancellationToken)
    {
        DateTimeOffset since = last.CheckedUtc == default ? default : last.CheckedUtc - ChangeOverlap.Length;
        HashSet<string> scored = [.. await marks.ReadAsync("instrumentscores", since, cancellationToken)];
        HashSet<string> priced = [.. await marks.ReadAsync("prices", since, cancellationToken)];
        Dictionary<string, ProfilePart> stored = (await parts.ReadAsync(cancellationToken))
            .ToDictionary(part => part.Symbol, StringComparer.Ordinal);
        return
        [
            .. watchlist.Instruments
                .Where(instrument => stored.GetValueOrDefault(instrument.Symbol) is not { } part
                    || last.IsPending(instrument.Symbol, part)
                    || part.Definition != _inputs.Definition(instrument)
                    || scored.Contains(instrument.Symbol)
                    || _inputs.PriceSymbols(instrument).Any(priced.Contains))
                .Select(instrument => instrument.Symbol),
        ];
    }

    private static string NewId(DateTimeOffset started) => string.Create(
        CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid():N}");
}
