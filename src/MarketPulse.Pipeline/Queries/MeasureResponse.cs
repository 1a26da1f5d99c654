using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Measures how the cumulative return of one instrument responds to tension over the following sessions, from its stored scores and bars,
/// the events that the scores name, and the index.
/// </summary>
/// <param name="dimensions">Store of the instruments.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="scores">Store of the scores, which hold each event's day 0.</param>
/// <param name="events">Store of the events.</param>
/// <param name="tension">Store of the index.</param>
public sealed class MeasureResponse(
    IDimensionStore dimensions, IPriceStore prices, IScoreStore scores, IEventStore events, ITensionStore tension)
{
    /// <summary>Measures the response of an instrument.</summary>
    /// <param name="symbol">Symbol of the instrument.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>The response; null when the storage has no such instrument.</returns>
    public async Task<ResponseAnswer?> RunAsync(string symbol, CancellationToken cancellationToken)
    {
        Instrument? instrument = await dimensions.ReadInstrumentsAsync(cancellationToken)
            .FirstOrDefaultAsync(known => known.Symbol == symbol, cancellationToken);
        if (instrument is null)
        {
            return null;
        }

        IReadOnlyDictionary<string, PriceHistory> histories =
            await prices.ReadAsync([instrument], from: null, to: null, cancellationToken);
        if (!histories.TryGetValue(symbol, out PriceHistory? history))
        {
            return new ResponseAnswer(symbol, 0, []);
        }

        JoinedReturns returns = JoinedReturns.Join(history, benchmark: null, change: instrument.Change);
        List<ImpactScore> days = await scores
            .QueryAsync(new ScoreQuery { Symbol = symbol, WindowKey = new EventWindow(0, 0).Key }, cancellationToken)
            .ToListAsync(cancellationToken);
        if (days.Count == 0 || returns.Count == 0)
        {
            return new ResponseAnswer(symbol, returns.Count, []);
        }

        DateTimeOffset first = days.Min(score => score.EventTimeUtc), last = days.Max(score => score.EventTimeUtc);
        HashSet<string> named = [.. days.Select(score => score.EventId)];
        List<TradeEvent> known = await events.ReadAsync(first, last.AddTicks(1), includeSuperseded: false, cancellationToken)
            .Where(found => named.Contains(found.EventId))
            .ToListAsync(cancellationToken);
        List<TensionDay> index = await tension
            .ReadIndexAsync(TensionScope.All, TensionScope.All, returns.Dates[0], returns.Dates[^1], cancellationToken)
            .ToListAsync(cancellationToken);
        return new ResponseAnswer(symbol, returns.Count,
        [
            .. LocalProjections.Estimate(symbol, returns.Returns, DailyImpulses.OfEvents(returns, new EventIndex(known), days)),
            .. LocalProjections.Estimate(symbol, returns.Returns, [DailyImpulses.OfIndex(returns, index)]),
        ]);
    }
}

/// <summary>How an instrument responds to tension.</summary>
/// <param name="Symbol">The instrument.</param>
/// <param name="Returns">Number of its stored returns.</param>
/// <param name="Steps">The response by impulse and day; empty when there are too few sessions or days with events.</param>
public sealed record ResponseAnswer(string Symbol, int Returns, IReadOnlyList<TensionResponse> Steps);
