using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Composes the forecast for a new event from what is known before its day 0 closes.</summary>
/// <param name="events">Store of the past events.</param>
/// <param name="scores">Store of what followed them.</param>
/// <param name="predict">Predicts the scenario with the event's intensity.</param>
/// <param name="states">Keeps the adaptive intervals and the bandwidths of analogues.</param>
/// <param name="watchlist">The instruments.</param>
public sealed class ComposeForecast(
    IEventStore events, IScoreStore scores, PredictScenario predict, ForecastStates states, Watchlist watchlist)
{
    private static readonly EventWindow[] Windows = [.. EventWindow.Defaults.Where(window => window.Start >= 0)];

    /// <summary>
    /// The forecasts for every instrument whose day 0 has not closed, over the windows that start on day 0. An event of which only the date
    /// is known gets none over [0,0], which is not scored.
    /// </summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="histories">Bars by symbol, which tell the calendar of each instrument.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<IReadOnlyList<ForecastSeries>> RunAsync(
        TradeEvent tradeEvent,
        IReadOnlyDictionary<string, PriceHistory> histories,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ArgumentNullException.ThrowIfNull(histories);
        OpenInstrument[] open =
        [
            .. watchlist.Instruments.Select(instrument => Place(instrument, tradeEvent, histories.GetValueOrDefault(instrument.Symbol)))
                .Where(instrument => now < instrument.CloseUtc),
        ];
        if (open.Length == 0)
        {
            return [];
        }

        await states.FollowOutcomesAsync(cancellationToken);
        var effects = new Dictionary<(string Symbol, string Window), ScenarioEffect>();
        var bandwidths = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (EventWindow window in Windows.Where(window => tradeEvent.TimeResolution != TimeResolution.Day || window.Length > 1))
        {
            bandwidths[window.Key] = await states.FindBandwidthAsync(window.Key, cancellationToken);
            foreach (ScenarioEffect effect in (await predict.RunAsync(ScenarioOf(tradeEvent, window), cancellationToken)).Effects)
            {
                effects[(effect.Symbol, window.Key)] = effect;
            }
        }

        IReadOnlyList<TradeEvent> past = await events.ReadSettledBeforeAsync(tradeEvent, cancellationToken);
        Dictionary<string, double> distances = past.ToDictionary(
            other => other.EventId, other => EventDistance.Between(tradeEvent, other).Total, StringComparer.Ordinal);
        IReadOnlyList<ForecastSeries>[] series = await Concurrently.ReadAsync(
            open, (instrument, token) => SeriesAsync(instrument, past, distances, token), cancellationToken);
        return [.. series.SelectMany(ofInstrument => ofInstrument)];

        async ValueTask<IReadOnlyList<ForecastSeries>> SeriesAsync(
            OpenInstrument instrument, IReadOnlyList<TradeEvent> known, Dictionary<string, double> apart, CancellationToken token)
        {
            ILookup<string, PastReaction> reactions = await ReactionsAsync(instrument.Symbol, known, apart, token);
            return
            [
                .. bandwidths.Select(window => With(
                    new ForecastSeries
                    {
                        Symbol = instrument.Symbol,
                        WindowKey = window.Key,
                        Day0 = instrument.Day0,
                        CloseUtc = instrument.CloseUtc,
                        Bandwidth = double.IsFinite(window.Value) ? window.Value : null,
                    },
                    effects.GetValueOrDefault((instrument.Symbol, window.Key)),
                    [.. reactions[window.Key]]))
                    .Where(one => one.PredictedPct is not null || one.Unconditional.Count > 0),
            ];
        }
    }

    /// <summary>Decimals of the quantiles, which are percent, so that the content of a row stays small.</summary>
    private const int Decimals = 6;

    private static Scenario ScenarioOf(TradeEvent tradeEvent, EventWindow window) => new()
    {
        Intensity = EventIndex.SignedIntensity(tradeEvent),
        Measure = tradeEvent.Measures.Count > 0 ? tradeEvent.Measures[0] : null,
        Pair = tradeEvent.Pairs.Count > 0 ? tradeEvent.Pairs[0] : null,
        Window = window,
    };

    private static OpenInstrument Place(Instrument instrument, TradeEvent tradeEvent, PriceHistory? history)
    {
        var sessions = new SessionCalendar(
            VenueCatalog.For(instrument, history?.Source), [.. (history?.Bars ?? []).Select(bar => bar.Date)]);
        DateOnly day0 = DayZeroResolver.Resolve(tradeEvent.EventTimeUtc, tradeEvent.TimeResolution, sessions).Date;
        return new OpenInstrument(instrument.Symbol, day0, sessions.Venue.Close(day0));
    }

    private static ForecastSeries With(ForecastSeries series, ScenarioEffect? effect, PastReaction[] reactions)
    {
        series = effect is { PredictedPct: { } centre, PredictedHiPct: { } high }
            ? series with { PredictedPct = centre, HalfWidthPct = high - centre, AdaptiveMultiplier = effect.AdaptiveMultiplier }
            : series;
        if (reactions.Length < AnalogueOutcome.Fewest)
        {
            return series;
        }

        var distribution = new ReactionDistribution(reactions);
        return series with
        {
            Analogues = Quantiles(series.Bandwidth ?? double.PositiveInfinity),
            Unconditional = Quantiles(double.PositiveInfinity),
        };

        double[] Quantiles(double bandwidth) =>
            [.. distribution.Quantiles(bandwidth, ForecastSeries.Quantiles).Select(value => Math.Round(value, Decimals))];
    }

    /// <summary>What followed the past events in an instrument, by window.</summary>
    private async Task<ILookup<string, PastReaction>> ReactionsAsync(
        string symbol, IReadOnlyList<TradeEvent> past, Dictionary<string, double> distances, CancellationToken cancellationToken)
    {
        if (past.Count == 0)
        {
            return Array.Empty<PastReaction>().ToLookup(_ => "");
        }

        var query = new ScoreQuery { Symbol = symbol, From = past[0].EventTimeUtc, To = past[^1].EventTimeUtc + TimeSpan.FromTicks(1) };
        List<ImpactScore> found = await scores.QueryAsync(query, cancellationToken)
            .Where(score => score is { Status: ScoreStatus.Final, CarPct: not null } && distances.ContainsKey(score.EventId))
            .ToListAsync(cancellationToken);
        return found.ToLookup(
            score => score.WindowKey, score => new PastReaction(score.CarPct!.Value, distances[score.EventId]), StringComparer.Ordinal);
    }

    private sealed record OpenInstrument(string Symbol, DateOnly Day0, DateTimeOffset CloseUtc);
}
