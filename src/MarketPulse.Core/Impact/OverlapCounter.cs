using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Linking;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact;

/// <summary>
/// Counts overlaps: the other live events that are linked to an instrument and whose day 0 lies inside an event's window. The counts depend
/// on the events, the watchlist and the sessions alone, never on what was scored first.
/// </summary>
public sealed class OverlapCounter
{
    private readonly LinkedDays[] _instruments;

    /// <summary>Creates a counter.</summary>
    /// <param name="live">
    /// The live events: everything within <see cref="EventScorer.Reach"/> of each event whose overlaps are counted, itself included or not.
    /// </param>
    /// <param name="instruments">The watchlist.</param>
    /// <param name="histories">Bars by symbol, benchmarks included; symbols without bars are absent.</param>
    public OverlapCounter(
        IReadOnlyCollection<TradeEvent> live,
        IReadOnlyList<Instrument> instruments,
        IReadOnlyDictionary<string, PriceHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(live);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(histories);
        _instruments = [.. instruments.Select(instrument => new LinkedDays(new InstrumentSessions(instrument, histories), live))];
    }

    /// <summary>Counts the overlaps of an event in each of its windows.</summary>
    public EventOverlaps Count(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return new EventOverlaps(_instruments.SelectMany(instrument => instrument.Count(tradeEvent)));
    }

    /// <summary>The days 0 of the events that are linked to an instrument, ascending.</summary>
    private sealed class LinkedDays
    {
        private readonly InstrumentSessions _sessions;
        private readonly (DateOnly Date, string EventId)[] _days;

        public LinkedDays(InstrumentSessions sessions, IReadOnlyCollection<TradeEvent> live)
        {
            _sessions = sessions;
            _days =
            [
                .. live.Where(other => EventLinks.Between(other, sessions.Instrument.Tags).Kind != LinkKind.None)
                    .Select(other => (sessions.DayZeroOf(other).Date, other.EventId))
                    .OrderBy(day => day.Date),
            ];
        }

        public IEnumerable<(string Symbol, string WindowKey, int Count)> Count(TradeEvent tradeEvent)
        {
            DayZero dayZero = _sessions.Place(tradeEvent).DayZero;
            foreach (EventWindow window in InstrumentSessions.WindowsOf(dayZero))
            {
                DateOnly first = _sessions.Calendar.Offset(dayZero.Date, window.Start);
                DateOnly last = _sessions.Calendar.Offset(dayZero.Date, window.End);
                yield return (_sessions.Instrument.Symbol, window.Key, CountBetween(first, last, tradeEvent.EventId));
            }
        }

        private int CountBetween(DateOnly first, DateOnly last, string exceptId)
        {
            int count = 0;
            for (int i = FirstFrom(first); i < _days.Length && _days[i].Date <= last; i++)
            {
                count += _days[i].EventId == exceptId ? 0 : 1;
            }

            return count;
        }

        private int FirstFrom(DateOnly date)
        {
            int low = 0, high = _days.Length;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (_days[middle].Date < date)
                {
                    low = middle + 1;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }
    }
}
