using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Scores the quiet windows of a period, by instrument and window, and counts how many scores are strong (docs/methods.md, calibration).
/// </summary>
/// <param name="events">Store of the events that quiet windows keep away from.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="watchlist">The instruments to calibrate.</param>
/// <param name="options">Model and estimation window.</param>
internal sealed class QuietScores(IEventStore events, IPriceStore prices, Watchlist watchlist, StudyOptions options)
{
    /// <summary>Calibrates instruments over the 12 months that end now.</summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="now">Current time.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public Task<IReadOnlyList<Calibration>> MeasureYearAsync(
        IEnumerable<Instrument> instruments, DateTimeOffset now, CancellationToken cancellationToken) =>
        MeasureAsync(instruments, now.AddDays(-365), now, cancellationToken);

    /// <summary>Calibrates instruments.</summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="from">Start of the period.</param>
    /// <param name="to">End of the period, which is also the rows' time of writing.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<Calibration>> MeasureAsync(
        IEnumerable<Instrument> instruments, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var study = new EventStudy(options);
        IReadOnlyList<TradeEvent> strong = await StrongEventsAsync(from, to, cancellationToken);
        var rows = new List<Calibration>();
        (DateOnly first, DateOnly last) = (DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime));
        foreach (Instrument instrument in instruments)
        {
            if (await ReturnsAsync(instrument, first, cancellationToken) is not { } returns)
            {
                continue;
            }

            var sessions = new SessionCalendar(VenueCatalog.For(instrument, returns.Source), returns.Dates.ToArray());
            IEnumerable<DateOnly> days = strong.Select(e => DayZeroResolver.Resolve(e.EventTimeUtc, e.TimeResolution, sessions).Date);
            IReadOnlyList<int> quiet = QuietWindows.Positions(returns, days, first, last);
            rows.AddRange(EventWindow.Defaults.Select(window => QuietWindows.Calibrate(study, returns, window, quiet, to)));
        }

        return rows;
    }

    /// <summary>The more intense half of the events, with a margin at both ends of the period for windows that cross them.</summary>
    private async Task<IReadOnlyList<TradeEvent>> StrongEventsAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        List<TradeEvent> all = await events
            .ReadAsync(from - EventScorer.Reach, to + EventScorer.Reach, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        return
        [
            .. all.OrderByDescending(tradeEvent => tradeEvent.Intensity)
                .ThenBy(tradeEvent => tradeEvent.EventId, StringComparer.Ordinal)
                .Take((all.Count + 1) / 2),
        ];
    }

    private async Task<JoinedReturns?> ReturnsAsync(Instrument instrument, DateOnly first, CancellationToken cancellationToken)
    {
        Instrument? benchmark = watchlist.BenchmarkOf(instrument);
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(
            benchmark is null ? [instrument] : [instrument, benchmark],
            first.AddDays(-options.CalendarDaysBefore),
            to: null,
            cancellationToken);
        return InstrumentReturns.Join(instrument, options, histories.GetValueOrDefault).Returns;
    }
}
