using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Scores the quiet windows of a period, per instrument and window, and counts how many look strong (docs/methods.md, calibration).</summary>
/// <param name="events">The events that quiet windows keep away from.</param>
/// <param name="prices">The bars.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="options">Model and estimation window.</param>
internal sealed class QuietScores(IEventStore events, IPriceStore prices, Watchlist watchlist, StudyOptions options)
{
    /// <summary>Measures every instrument, or one.</summary>
    /// <param name="symbol">The instrument; null for all.</param>
    /// <param name="from">First moment of the period.</param>
    /// <param name="to">Its end, which stamps the rows.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<Calibration>> MeasureAsync(string? symbol, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var study = new EventStudy(options);
        List<TradeEvent> strong = await StrongEventsAsync(from, to, cancellationToken);
        var rows = new List<Calibration>();
        foreach (Instrument instrument in watchlist.Instruments.Where(instrument => symbol is null || instrument.Symbol == symbol))
        {
            if (await ReturnsAsync(instrument, from, cancellationToken) is not { } returns)
            {
                continue;
            }

            var sessions = new SessionCalendar(VenueCatalog.For(instrument, returns.Source), returns.Dates.ToArray());
            IReadOnlyList<int> quiet = QuietWindows.Positions(
                returns, strong.Select(of => DayZeroResolver.Resolve(of.EventTimeUtc, of.TimeResolution, sessions).Date), DateOnly.FromDateTime(from.UtcDateTime), DateOnly.FromDateTime(to.UtcDateTime));
            rows.AddRange(EventWindow.Defaults.Select(window => QuietWindows.Calibrate(study, returns, window, quiet, to)));
        }

        return rows;
    }

    /// <summary>The top half by intensity, with a margin on both sides for windows that reach over the ends.</summary>
    private async Task<List<TradeEvent>> StrongEventsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var all = new List<TradeEvent>();
        await foreach (TradeEvent tradeEvent in events.ReadAsync(from - EventScorer.Reach, to + EventScorer.Reach, includeSuperseded: false, cancellationToken))
        {
            all.Add(tradeEvent);
        }

        return [.. all.OrderByDescending(tradeEvent => tradeEvent.Intensity).ThenBy(tradeEvent => tradeEvent.EventId, StringComparer.Ordinal).Take((all.Count + 1) / 2)];
    }

    private async Task<JoinedReturns?> ReturnsAsync(Instrument instrument, DateTimeOffset from, CancellationToken cancellationToken)
    {
        DateOnly first = DateOnly.FromDateTime(from.UtcDateTime).AddDays(-options.CalendarDaysBefore);
        Instrument? against = watchlist.BenchmarkOf(instrument);
        IReadOnlyDictionary<string, PriceHistory> histories =
            await prices.ReadAsync(against is null ? [instrument] : [instrument, against], first, to: null, cancellationToken);
        PriceHistory? history = histories.GetValueOrDefault(instrument.Symbol);
        PriceHistory? benchmark = against is null ? null : histories.GetValueOrDefault(against.Symbol);
        bool needsBenchmark = options.Model != ExpectedReturnModel.Mean;
        return history is null || (needsBenchmark && benchmark is null) ? null : JoinedReturns.Join(history, needsBenchmark ? benchmark : null, change: instrument.Change);
    }
}
