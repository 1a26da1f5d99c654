using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Measures profiles from bars and scores, wherever these come from: as they stand, or as they stood at a moment.</summary>
/// <param name="instruments">The instruments.</param>
/// <param name="histories">Their bars by symbol.</param>
/// <param name="scores">The scores of a symbol.</param>
/// <param name="options">Model and estimation window.</param>
internal sealed class InstrumentProfiles(
    IReadOnlyList<Instrument> instruments,
    IReadOnlyDictionary<string, PriceHistory> histories,
    Func<string, IAsyncEnumerable<ImpactScore>> scores,
    StudyOptions options)
{
    /// <summary>The profiles of every instrument, by key.</summary>
    /// <param name="events">The events; those that were superseded take no part.</param>
    /// <param name="includeDateOnly">Whether events count of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(IEnumerable<TradeEvent> events, bool includeDateOnly, CancellationToken cancellationToken)
    {
        Dictionary<string, (JoinedReturns? Returns, SensitivityStatus Missing)> joined =
            instruments.ToDictionary(instrument => instrument.Symbol, instrument => Join(instrument), StringComparer.Ordinal);
        DateOnly[] sessions = [.. joined.Values.SelectMany(one => one.Returns is { } returns ? returns.Dates.ToArray() : []).Distinct().Order()];
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
        PriceHistory? benchmark = null;
        if (!histories.TryGetValue(instrument.Symbol, out PriceHistory? history))
        {
            return (null, SensitivityStatus.NoPrices);
        }

        if (options.Model is ExpectedReturnModel.Market or ExpectedReturnModel.MarketAdjusted
            && (instrument.Benchmark is null || !histories.TryGetValue(instrument.Benchmark, out benchmark)))
        {
            return (null, SensitivityStatus.NoBenchmark);
        }

        JoinedReturns returns = JoinedReturns.Join(history, benchmark, change: instrument.Change);
        return returns.Count == 0 ? (null, SensitivityStatus.NoPrices) : (returns, default);
    }
}
