using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact;

/// <summary>
/// Scores one event over a watchlist: the rows of <c>impactscores</c> and <c>abnormalreturns</c>, as a pure function of the event, its
/// neighbours and prices.
/// </summary>
public sealed class EventScorer
{
    private readonly EventStudy _study;
    private readonly TimeProvider _clock;
    private readonly ReleaseCalendar _releases;

    /// <summary>Creates a scorer.</summary>
    /// <param name="options">Model and estimation window.</param>
    /// <param name="clock">Supplies the time that rows are stamped with, and decides which bars have closed.</param>
    /// <param name="releases">The scheduled releases that rows name; null for none.</param>
    /// <exception cref="ArgumentException">A watchlist cannot be scored with the options; the message says what to change.</exception>
    public EventScorer(StudyOptions options, TimeProvider clock, ReleaseCalendar? releases = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ValidateForWatchlist();
        _study = new EventStudy(options);
        _clock = clock;
        _releases = releases ?? ReleaseCalendar.Empty;
    }

    /// <summary>
    /// The largest distance in time between an event and another whose day 0 falls into one of its windows: five sessions over a holiday
    /// week.
    /// </summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromDays(16);

    /// <summary>How many days after an event its bars are read.</summary>
    public static int DaysRead { get; } = (int)Reach.TotalDays * 2;

    /// <summary>First and last date of the bars that <see cref="Score"/> can use.</summary>
    public (DateOnly From, DateOnly To) PricesNeeded(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        DateOnly date = DateOnly.FromDateTime(tradeEvent.EventTimeUtc.UtcDateTime);
        return (date.AddDays(-_study.Options.CalendarDaysBefore), date.AddDays(DaysRead));
    }

    /// <summary>Scores the event.</summary>
    /// <param name="tradeEvent">The event.</param>
    /// <param name="neighbours">Other live events within <see cref="Reach"/>.</param>
    /// <param name="instruments">The watchlist.</param>
    /// <param name="histories">Bars by symbol, benchmarks included; symbols without bars are absent.</param>
    public EventScores Score(
        TradeEvent tradeEvent,
        IReadOnlyList<TradeEvent> neighbours,
        IReadOnlyList<Instrument> instruments,
        IReadOnlyDictionary<string, PriceHistory> histories)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(histories);
        DateTimeOffset now = _clock.GetUtcNow();
        EventOverlaps overlaps = new OverlapCounter(neighbours, instruments, histories).Count(tradeEvent);
        var scores = new List<ImpactScore>();
        var paths = new List<AbnormalReturn>();
        DateOnly? openUntil = null;
        foreach (Instrument instrument in instruments)
        {
            var scoring = new InstrumentScoring(
                _study, tradeEvent, new InstrumentSessions(instrument, histories), overlaps, histories, now)
            {
                Releases = _releases,
            };
            scores.AddRange(scoring.Scores());
            paths.AddRange(scoring.Path());
            openUntil = openUntil > scoring.LastBarNeeded ? openUntil : scoring.LastBarNeeded;
        }

        return new EventScores(WithQ(scores), paths, openUntil) { OverlapKey = overlaps.Key };
    }

    /// <summary>Sets q over the instruments of each window (Benjamini and Hochberg 1995).</summary>
    private static List<ImpactScore> WithQ(List<ImpactScore> scores)
    {
        var result = new List<ImpactScore>(scores.Count);
        foreach (IGrouping<string, ImpactScore> window in scores.GroupBy(score => score.WindowKey))
        {
            ImpactScore[] rows = [.. window];
            double?[] q = BenjaminiHochberg.Adjust([.. rows.Select(row => row.PAdjusted)]);
            result.AddRange(rows.Select((row, i) => row with { QEvent = q[i] }));
        }

        return result;
    }
}
