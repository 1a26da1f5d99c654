using MarketPulse.Core.Analogues;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Everything that is published. A new kind of row needs one entry here; API, OData, OpenAPI and contract are derived from it.
/// </summary>
internal static class ResourceCatalog
{
    private static readonly ColumnCondition Live =
        new(
            RowSchema.Of<TradeEvent>().Columns.First(column => column.Name == "status"), Comparison.Equal,
            Codes<EventStatus>.Of(EventStatus.Live));

    /// <summary>The resources, in the order of the documents.</summary>
    public static IReadOnlyList<RowResource> All { get; } =
    [
        new RowResource<TradeEvent>
        {
            Path = "events",
            Summary = "Trade events: developments in trade conflicts, each reported by one or more articles.",
            Key = ["eventid"],
            Time = "eventtimeutc",
            Plan = EventPlan.ForEvents,
            Always = [Live],
            AsOf = AsOfRows.EventsAsync,
        },
        new RowResource<EventTag>
        {
            Path = "event-tags",
            Summary = "The measures, topics, actors and country pairs of events, one per row, for slicing.",
            Key = ["eventid", "kind", "value"],
            Time = "eventtimeutc",
            Plan = EventPlan.ForEvents,
        },
        new RowResource<ImpactScore>
        {
            Path = "scores",
            Summary = "Impact scores: the effect of one event on one instrument over one window.",
            Key = ["eventid", "symbol", "windowkey"],
            Time = "eventtimeutc",
            Plan = EventPlan.ForScores,
            AsOf = AsOfRows.ScoresAsync,
        },
        new RowResource<AbnormalReturn>
        {
            Path = "abnormal-returns",
            Summary = "The path of an instrument around an event, day by day, with its band.",
            Key = ["eventid", "symbol", "day"],
            Time = "eventtimeutc",
            Plan = EventPlan.ForEvents,
        },
        new RowResource<SensitivityProfile>
        {
            Path = "sensitivity",
            Summary = "How each instrument has reacted to trade tension, by window, horizon and kind of event.",
            Key = ["windowkey", "horizon", "kind", "value", "symbol"],
            Plan = SummaryPlan.ForSensitivity,
            AsOf = AsOfRows.SensitivityAsync,
        },
        new RowResource<ReactionFinding>
        {
            Path = "findings",
            Summary = "How surely each instrument reacts to escalation and to easing on the day of the news, with robustness checks.",
            Key = ["windowkey", "symbol", "stance"],
        },
        new RowResource<TensionDay>
        {
            Path = "tension-index",
            Summary = "The daily trade-tension index: for all news, by country pair, by topic.",
            Key = ["scope", "value", "date"],
            Time = "date",
            Plan = SummaryPlan.ForTensionIndex,
            AsOf = AsOfRows.TensionIndexAsync,
        },
        new RowResource<Calibration>
        {
            Path = "calibration",
            Summary = "How the scores behave on quiet days: the share beyond 95 and 99 by chance, per instrument and window.",
            Key = ["windowkey", "symbol"],
        },
        new RowResource<Analogue>
        {
            Path = "analogues",
            Summary = "The past events nearest to an event when it was detected, with the distance by term.",
            Key = ["eventid", "rank"],
            Plan = EventPlan.ForAnalogues,
        },
        new RowResource<ForecastOutcome>
        {
            Path = "forecast-outcomes",
            Summary = "What followed the forecasts that were locked before the market had reacted, by instrument and window.",
            Key = ["sequence", "symbol", "windowkey"],
            Time = "eventtimeutc",
            Plan = EventPlan.ForOutcomes,
        },
        new RowResource<Correction>
        {
            Path = "corrections",
            Summary = "The corrections that analysts made of events, revoked ones included.",
            Key = ["correctionid"],
            Time = "madeutc",
        },
        new RowResource<UpcomingDate>
        {
            Path = "upcoming",
            Summary = "Dates ahead that events announce: when measures take effect, deadlines and expiries; passed and overtaken ones too.",
            Key = ["date", "eventid", "what"],
            Time = "date",
            Plan = UpcomingPlan.ForDates,
            Implied = UpcomingPlan.WithDates,
            ReadOn = static (row, today) => row with { ReadOn = today },
        },
        new RowResource<Instrument>
        {
            Path = "instruments",
            Summary = "The instruments of the watchlist.",
            Key = ["symbol"],
        },
        new RowResource<WindowDimension>
        {
            Path = "windows",
            Summary = "The event windows that are scored.",
            Key = ["windowkey"],
        },
        new RowResource<DateDimension>
        {
            Path = "dates",
            Summary = "The days of the calendar.",
            Key = ["datekey"],
            Time = "date",
        },
        new RowResource<DataStatus>
        {
            Path = "data-status",
            Summary = "How fresh each table is.",
            Key = ["table"],
        },
    ];
}
