using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Storage.Tests;

/// <summary>Small, valid rows.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);
    public const string EventId = "20250602T120000Z-1f0c9a3e";

    public static Article Article(string id = "1f0c9a3e5b7d2468", DateTimeOffset? published = null, string body = "Body.") => new()
    {
        Id = id,
        Feed = "file",
        Title = "China accuses the US of 'undermining' the truce",
        Body = body,
        Url = $"https://example.com/{id}",
        Published = published ?? Noon,
        FirstSeen = Noon.AddMinutes(5),
    };

    public static ArticleFacts Facts(Article article) => new()
    {
        Id = article.Id,
        Published = article.Published,
        Feed = article.Feed,
        Title = article.Title,
        Url = article.Url,
        ContentHash = "abc",
        Signature = [1, uint.MaxValue, 7],
        Verdict = new ArticleVerdict
        {
            Relevance = 0.97,
            IsRelevant = true,
            IsEvent = true,
            Reason = "development",
            Stance = Stance.Mixed,
            Intensity = 62,
            Certainty = Certainty.Announced,
            Measures = ["export_control", "tariff"],
            Topics = ["rare_earths"],
            Actors = ["CN", "US"],
            Pairs = ["US-CN"],
            Quantities = [new Quantity(145, "percent", "145%")],
            EffectiveDate = new DateOnly(2025, 8, 1),
            Scheduled = [new ScheduledDate(ScheduleKind.Effective, new DateOnly(2025, 8, 1), IsStated: true)],
            Phrases = [new DecidingPhrase("tariffs", "measure", "tariff", true, 3, 0.5)],
            LexiconVersion = "1",
        },
    };

    public static TradeEvent Event(string id = EventId, DateTimeOffset? time = null, int revision = 1, params string[] measures) => new()
    {
        EventId = id,
        EventTimeUtc = time ?? Noon,
        Stance = Stance.Escalation,
        Intensity = 62.5,
        Certainty = Certainty.Announced,
        Measures = measures.Length > 0 ? measures : ["export_control", "tariff"],
        Topics = ["rare_earths"],
        Actors = ["CN", "US"],
        Pairs = ["US-CN"],
        Headline = "Headline with 'quotes' and \u4e2d\u6587",
        Relevance = 0.97,
        Articles = ["1f0c9a3e5b7d2468"],
        Revision = revision,
        LexiconVersion = "1",
    };

    public static ImpactScore Score(
        string symbol = "FXI",
        string window = "m1_p1",
        int revision = 1,
        int bar = 5,
        int priceRevision = 1,
        string eventId = EventId) => new()
        {
            EventId = eventId,
            EventTimeUtc = Noon,
            Symbol = symbol,
            WindowKey = window,
            Status = ScoreStatus.Final,
            Day0 = new DateOnly(2025, 6, 2),
            DayZeroReason = "pre",
            DayZeroCertainty = "exact",
            Stance = Stance.Escalation,
            Intensity = 62.5,
            Model = "market",
            Benchmark = "SPY",
            PriceBasis = "adjusted",
            PriceSource = "file",
            EstimationDays = 120,
            Observations = 120,
            BarsObserved = 3,
            BarsExpected = 3,
            Alpha = 0.0001,
            Beta = 1.2,
            CarPct = -2.4142135623730951,
            PValue = 1d / 3,
            AdjustedScore = -97.3,
            OverallDriver = "return",
            LexiconVersion = "1",
            Revision = revision,
            BarsThrough = new DateOnly(2025, 6, bar),
            PriceRevision = priceRevision,
        };

    /// <summary>Overlaps of the event in the window of <see cref="Score"/>.</summary>
    public static IReadOnlyDictionary<string, EventOverlaps> Overlaps(params (string Symbol, int Count)[] counts) =>
        new Dictionary<string, EventOverlaps> { [EventId] = new(counts.Select(one => (one.Symbol, "m1_p1", one.Count))) };

    public static AbnormalReturn Path(
        string symbol = "FXI",
        int day = 0,
        int revision = 1,
        int bar = 5,
        int priceRevision = 1,
        string eventId = EventId) => new()
        {
            EventId = eventId,
            EventTimeUtc = Noon,
            Symbol = symbol,
            Day = day,
            Date = new DateOnly(2025, 6, 2).AddDays(day),
            ReturnPct = 1,
            ArPct = 0.5,
            CarPct = 0.5 * day,
            BandLoPct = -1,
            BandHiPct = 1,
            Revision = revision,
            BarsThrough = new DateOnly(2025, 6, bar),
            PriceRevision = priceRevision,
        };

    public static PriceHistory Prices(string symbol, params (string Date, double Close)[] bars) => new()
    {
        Symbol = symbol,
        Bars =
        [
            .. bars.Select(bar => PriceBar.OfClose(DateOnly.Parse(bar.Date, System.Globalization.CultureInfo.InvariantCulture), bar.Close)),
        ],
    };
}
