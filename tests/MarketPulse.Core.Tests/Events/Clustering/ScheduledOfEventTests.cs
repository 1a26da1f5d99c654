using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Core.Tests.Events.Clustering;

public sealed class ScheduledOfEventTests
{
    private static readonly DateTimeOffset Noon = new(2025, 5, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Computed = new(2025, 8, 10);

    [Fact]
    public void Of_computed_dates_those_of_the_first_report_count() =>
        Event([Of(Computed)], [Of(Computed.AddDays(1))]).Scheduled.ShouldBe(["expiry 2025-08-10 computed"]);

    [Fact]
    public void A_stated_date_takes_the_place_of_a_computed_one_that_is_near() =>
        Event([Of(Computed)], [Of(Computed.AddDays(2), isStated: true)]).Scheduled.ShouldBe(["expiry 2025-08-12 stated"]);

    [Fact]
    public void Stated_dates_of_all_reports_count_and_computed_ones_that_are_another_date() =>
        Event([Of(Computed), Of(new(2026, 3, 1), isStated: true)], [Of(new(2025, 5, 14), isStated: true)]).Scheduled.ShouldBe(
            ["expiry 2025-05-14 stated", "expiry 2025-08-10 computed", "expiry 2026-03-01 stated"]);

    private static ScheduledDate Of(DateOnly date, bool isStated = false) => new(ScheduleKind.Expiry, date, isStated);

    private static TradeEvent Event(params ScheduledDate[][] reports) => EventClustering.Cluster(
        [
            .. reports.Select((dates, i) => new ArticleFacts
            {
                Id = $"{i:x16}",
                Published = Noon.AddMinutes(i),
                Title = "US and China agree to cut tariffs",
                ContentHash = "same",
                Verdict = new ArticleVerdict
                {
                    Relevance = 1,
                    IsRelevant = true,
                    IsEvent = true,
                    Reason = "development",
                    Stance = Stance.Deescalation,
                    Measures = ["tariff"],
                    Actors = ["CN", "US"],
                    Pairs = ["US-CN"],
                    Scheduled = dates,
                    LexiconVersion = "1",
                },
            }),
        ]).Events.ShouldHaveSingleItem();
}
