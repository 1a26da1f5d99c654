using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Local.Sample;

namespace MarketPulse.Local.Tests.Sample;

/// <summary>The dates ahead that the shipped articles announce.</summary>
public sealed class UpcomingOfSamplesTests
{
    [Fact]
    public void The_truce_of_Geneva_is_read_to_end_ninety_days_after_its_report()
    {
        UpcomingDate[] rows = Rows(HistorySample.Read(folder: null, tell: _ => { }, TimeProvider.System).Articles);

        // The articles name neither 14 May, when the cuts began, nor 12 August, when they ended: 12 May and 90 days is what they say.
        UpcomingDate truce = rows.Single(row => row.Headline == "US and China cut tariffs for 90 days in Geneva");
        (truce.Date, truce.What, truce.Basis, truce.Overtaken)
            .ShouldBe((new DateOnly(2025, 8, 10), ScheduleKind.Expiry, ScheduledDate.Computed, false));
        Texts(rows.Where(row => row.Date.Year == 2018)).ShouldContain(
            "2018-07-06 effective stated: China matches with 25% on $50bn of US goods");
        Texts(rows).ShouldContain("2026-07-04 deadline stated: Trump gives EU until 4 July to cut its tariffs");
        rows.ShouldAllBe(row => row.Date >= DateOnly.FromDateTime(row.EventTimeUtc.UtcDateTime));
    }

    [Fact]
    public void The_dates_of_the_simulated_markets_articles_are_those_that_a_person_reads_in_them()
    {
        Texts(Rows(SampleFiles.ReadArticles(TimeProvider.System))).ShouldBe(
        [
            "2025-02-04 effective computed: US orders 10% tariff on all goods from China",
            "2025-02-10 effective stated: China retaliates with tariffs on US coal, gas and farm machinery",
            "2025-04-09 effective stated: US announces 34% reciprocal tariff on Chinese goods",
            "2025-08-10 expiry computed: US and China agree to cut tariffs for 90 days after talks in Geneva",
            "2025-11-01 effective stated: Trump threatens additional 100% tariff on China over rare earth export controls",
            "2025-11-10 expiry stated: US and China extend tariff truce by another 90 days",
            "2026-10-30 expiry computed: US and China reach trade deal: tariffs cut, rare earth controls suspended for a year",
        ]);
    }

    private static string[] Texts(IEnumerable<UpcomingDate> rows) =>
        [.. rows.Select(row => $"{row.Date:yyyy-MM-dd} {Codes<ScheduleKind>.Of(row.What)} {row.Basis}: {row.Headline}")];

    private static UpcomingDate[] Rows(IEnumerable<Article> articles)
    {
        var detector = new TradeDetector();
        IReadOnlyList<TradeEvent> events = EventClustering.Cluster(
            [.. articles.Select(article => ArticleFacts.FromVerdict(article, detector.Detect(article)))]).Events;
        return [.. UpcomingCalendar.Update([], [.. events]).Put.OrderBy(row => row.RowKey, StringComparer.Ordinal)];
    }
}
