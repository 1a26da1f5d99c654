using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Sample;

/// <summary>The findings that the plan in docs/history.md asks for, computed from a sample without storing it.</summary>
internal static class HistoryFindings
{
    /// <summary>The family with its robustness checks, for the catalogue's own stances, each event with the same intensity.</summary>
    public static IReadOnlyList<ReactionFinding> Catalogued(HistorySample sample) =>
        Of(sample, sample.Events.Where(found => !found.IsScheduled).Select(found => new TradeEvent
        {
            EventId = found.Id,
            EventTimeUtc = found.Article.Published,
            TimeResolution = found.Article.TimeResolution,
            Stance = found.Stance,
            Intensity = 1,
        }));

    /// <summary>The family with its robustness checks, for events such as the pipeline detects.</summary>
    public static IReadOnlyList<ReactionFinding> Of(HistorySample sample, IEnumerable<TradeEvent> events) =>
        ReactionFinding.Of(Family(sample, events), ReactionMeasurement.DayZero.Key);

    /// <summary>The family that the findings are made from.</summary>
    public static ReactionFamily Family(HistorySample sample, IEnumerable<TradeEvent> events)
    {
        Dictionary<string, PriceHistory> quoted = sample.Instruments.Where(instrument => sample.Histories.ContainsKey(instrument.Symbol))
            .ToDictionary(
                instrument => instrument.Symbol,
                instrument => sample.Histories[instrument.Symbol].As(instrument.Quote),
                StringComparer.Ordinal);
        var index = new EventIndex(events);
        var measurement = new ReactionMeasurement(new StudyOptions(), ReactionMeasurement.DayZero);
        IEnumerable<ReactionMember> members = sample.Instruments
            .Select(instrument => measurement.Measure(instrument, quoted.GetValueOrDefault, index))
            .OfType<ReactionMember>();
        return new ReactionFamily([.. members]);
    }
}
