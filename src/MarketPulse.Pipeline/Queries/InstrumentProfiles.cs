using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Measures sensitivity profiles from bars and scores, whether current or as they were at an earlier moment.</summary>
/// <param name="instruments">The instruments to profile.</param>
/// <param name="histories">Bars by symbol, benchmarks included.</param>
/// <param name="scores">Reads the scores of a symbol.</param>
/// <param name="options">Model and estimation window.</param>
internal sealed class InstrumentProfiles(
    IReadOnlyList<Instrument> instruments,
    IReadOnlyDictionary<string, PriceHistory> histories,
    Func<string, IAsyncEnumerable<ImpactScore>> scores,
    StudyOptions options)
{
    /// <summary>The profiles of all instruments, ordered by key.</summary>
    /// <param name="events">The events; superseded ones are ignored.</param>
    /// <param name="includeDateOnly">Whether events of which only the date is known count.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(
        IEnumerable<TradeEvent> events, bool includeDateOnly, CancellationToken cancellationToken)
    {
        Dictionary<string, (JoinedReturns? Returns, SensitivityStatus Missing)> joined =
            instruments.ToDictionary(instrument => instrument.Symbol, instrument => Join(instrument), StringComparer.Ordinal);
        DateOnly[] sessions =
            [.. joined.Values.Select(one => one.Returns).OfType<JoinedReturns>().SelectMany(one => one.Dates.ToArray()).Distinct().Order()];
        var eventIndex = new EventIndex(events);
        var study = new SensitivityStudy(new EventStudy(options), eventIndex, sessions, new SensitivityOptions());
        foreach (Instrument instrument in instruments)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (JoinedReturns? returns, SensitivityStatus missing) = joined[instrument.Symbol];
            if (returns is null)
            {
                study.AddWithoutPrices(instrument.Symbol, instrument.AssetClass, missing);
                continue;
            }

            var observed = new ScoreObservations(eventIndex, EventWindow.Defaults, includeDateOnly);
            await foreach (ImpactScore score in scores(instrument.Symbol).WithCancellation(cancellationToken))
            {
                observed.Add(score);
            }

            study.Add(instrument.AssetClass, returns, observed.Windows);
        }

        return study.Complete();
    }

    private (JoinedReturns? Returns, SensitivityStatus Missing) Join(Instrument instrument)
    {
        (JoinedReturns? returns, ScoreReason missing) = InstrumentReturns.Join(instrument, options, histories.GetValueOrDefault);
        return returns is { Count: > 0 } ? (returns, default)
            : missing == ScoreReason.NoBenchmark ? (null, SensitivityStatus.NoBenchmark)
            : (null, SensitivityStatus.NoPrices);
    }
}
