using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Reads how the locked forecasts have done, and beside it how those of the last replay have.</summary>
/// <param name="store">Stores the ledger.</param>
/// <param name="replayed">Keeps the record of the last replay.</param>
public sealed class ReadTrackRecord(IForecastStore store, ReplayedForecasts replayed)
{
    /// <summary>Summarizes the outcomes.</summary>
    /// <param name="from">First UTC day of the events; null for all.</param>
    /// <param name="symbol">Only outcomes of this instrument; null for all.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<TrackAnswer> RunAsync(DateOnly? from, string? symbol, CancellationToken cancellationToken)
    {
        DateTimeOffset start = from is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : DateTimeOffset.MinValue;
        List<ForecastOutcome> outcomes = await store.ReadOutcomesAsync(start, cancellationToken)
            .Where(outcome => symbol is null || outcome.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase))
            .ToListAsync(cancellationToken);
        return new TrackAnswer(
            await store.FindHeadAsync(cancellationToken),
            outcomes.Count,
            TrackRecord.Summarize(outcomes.Select(outcome => outcome.Accuracy)),
            from is null && symbol is null ? await replayed.FindAsync(cancellationToken) : null);
    }
}

/// <summary>How the locked forecasts have done.</summary>
/// <param name="Head">The head of the chain; null before the first forecast.</param>
/// <param name="Outcomes">Number of outcomes.</param>
/// <param name="Records">The summaries by window, kind and month.</param>
/// <param name="Replayed">
/// How the forecasts of the last replay have done. It is of all events and instruments, so it is null when some were asked for, and before
/// the first replay.
/// </param>
public sealed record TrackAnswer(LedgerHead? Head, int Outcomes, IReadOnlyList<TrackRecord> Records, ReplayedRecord? Replayed);
