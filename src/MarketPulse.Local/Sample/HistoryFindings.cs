using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Feeds.Files;

namespace MarketPulse.Local.Sample;

/// <summary>The findings that the plan in docs/history.md asks for.</summary>
internal static class HistoryFindings
{
    private static readonly EventWindow DayZero = new(0, 0);

    /// <summary>The family with its robustness checks, for events as the pipeline detected them.</summary>
    public static IReadOnlyList<ReactionFinding> Detected(HistorySample sample, IReadOnlyList<TradeEvent> events)
    {
        HashSet<string> timed =
        [
            .. sample.Events.Where(found => found.Precision == TimePrecision.Minute).Select(found => FirstReport(found.Article)),
        ];
        return Of(sample, events, found => timed.Contains(found.EventId));
    }

    /// <summary>The same with the catalogue's own stances, each event with the same intensity.</summary>
    public static IReadOnlyList<ReactionFinding> Catalogued(HistorySample sample)
    {
        HashSet<string> timed = [.. sample.Events.Where(found => found.Precision == TimePrecision.Minute).Select(found => found.Id)];
        IEnumerable<TradeEvent> events = sample.Events.Where(found => !found.IsScheduled).Select(found => new TradeEvent
        {
            EventId = found.Id,
            EventTimeUtc = found.Article.Published,
            TimeResolution = found.Article.TimeResolution,
            Stance = found.Stance,
            Intensity = 1,
        });
        return Of(sample, [.. events], found => timed.Contains(found.EventId));
    }

    /// <summary>The id of an event whose first report is the article.</summary>
    private static string FirstReport(Article article) => RowKeys.EventId(article.Published, article.Id);

    private static IReadOnlyList<ReactionFinding> Of(HistorySample sample, IReadOnlyList<TradeEvent> events, Func<TradeEvent, bool> isTimed)
    {
        Dictionary<string, PriceHistory> quoted = sample.Instruments.Where(instrument => sample.Histories.ContainsKey(instrument.Symbol))
            .ToDictionary(
                instrument => instrument.Symbol,
                instrument => sample.Histories[instrument.Symbol].As(instrument.Quote),
                StringComparer.Ordinal);
        var index = new EventIndex(events);
        StudyOptions options = new(), meanOptions = new() { Model = ExpectedReturnModel.Mean };
        var market = new ReactionFamily(new EventStudy(options), index, DayZero);
        var mean = new ReactionFamily(new EventStudy(meanOptions), index, DayZero);
        var stale = new HashSet<string>(StringComparer.Ordinal);
        foreach (Instrument instrument in sample.Instruments)
        {
            if (InstrumentReturns.Join(instrument, options, quoted.GetValueOrDefault).Returns is not { Count: > 0 } returns)
            {
                continue;
            }

            PriceHistory history = quoted[instrument.Symbol];
            market.Add(instrument, history, returns);
            mean.Add(instrument, history, InstrumentReturns.Join(instrument, meanOptions, quoted.GetValueOrDefault).Returns!);
            if (LeadLag.Estimate(returns) is { IsStale: true })
            {
                stale.Add(instrument.Symbol);
            }
        }

        return ReactionFinding.Of(market, mean, isTimed, stale);
    }
}
