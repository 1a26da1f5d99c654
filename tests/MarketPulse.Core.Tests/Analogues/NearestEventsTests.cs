using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Tests.Events.Clustering;

namespace MarketPulse.Core.Tests.Analogues;

public class NearestEventsTests
{
    private static readonly IReadOnlyList<TradeEvent> Past = EventClustering.Cluster(Reports.Stream(new Random(5), 400, days: 300)).Events;

    [Fact]
    public void An_event_is_never_its_own_analogue_and_no_analogue_is_younger_than_three_weeks()
    {
        foreach (TradeEvent tradeEvent in Past)
        {
            IReadOnlyList<Analogue> found = NearestEvents.Find(tradeEvent, Past);

            found.ShouldAllBe(
                analogue => analogue.AnalogueId != tradeEvent.EventId && analogue.AnalogueTimeUtc <= tradeEvent.EventTimeUtc.AddDays(-21));
            found.Select(analogue => analogue.Rank).ShouldBe(Enumerable.Range(1, found.Count));
        }

        NearestEvents.Find(Past[^1], Past).Count.ShouldBe(10);
    }

    [Fact]
    public void A_future_event_that_is_exactly_alike_changes_nothing()
    {
        TradeEvent asked = Past[Past.Count / 2];
        TradeEvent[] planted =
        [
            .. new[] { -20, -1, 0, 1, 40 }.Select(
                days => asked with { EventId = $"planted{days}", EventTimeUtc = asked.EventTimeUtc.AddDays(days) }),
        ];

        NearestEvents.Find(asked, [.. planted, .. Past]).ShouldBe(NearestEvents.Find(asked, Past));
    }

    [Fact]
    public void The_order_in_which_events_are_read_does_not_matter()
    {
        TradeEvent[] shuffled = [.. Past];
        new Random(1).Shuffle(shuffled);

        NearestEvents.Find(Past[^1], shuffled).ShouldBe(NearestEvents.Find(Past[^1], Past));
    }

    [Fact]
    public void The_list_is_what_sorting_all_distances_gives()
    {
        TradeEvent asked = Past[^1];
        IEnumerable<double> all = Past.Where(other => other.EventTimeUtc <= asked.EventTimeUtc.AddDays(-21))
            .Select(other => EventDistance.Between(asked, other).Total).Order().Take(10);

        NearestEvents.Find(asked, Past).Select(analogue => analogue.Distance).ShouldBe(all);
    }

    [Fact]
    public void Superseded_events_are_no_analogues()
    {
        NearestEvents.Find(Past[^1], Past.Select(other => other with { Status = EventStatus.Superseded })).ShouldBeEmpty();
    }

    [Fact]
    public void Distance_is_the_sum_of_its_terms_symmetric_and_zero_only_for_what_is_alike()
    {
        for (int i = 1; i < Past.Count; i++)
        {
            var distance = EventDistance.Between(Past[i - 1], Past[i]);
            distance.Total.ShouldBeInRange(0, 1);
            distance.ShouldBe(EventDistance.Between(Past[i], Past[i - 1]));
            EventDistance.Between(Past[i], Past[i]).Total.ShouldBe(0);
        }
    }

    [Fact]
    public void Each_term_says_what_is_different()
    {
        TradeEvent one = Past[0] with
        {
            Measures = ["tariff"],
            Actors = ["CN", "US"],
            Topics = [],
            Stance = Stance.Escalation,
            Intensity = 80,
            Certainty = Certainty.InForce,
        };
        TradeEvent other = one with
        {
            Measures = ["tariff", "quota"],
            Actors = ["JP"],
            Topics = ["autos"],
            Stance = Stance.Deescalation,
            Intensity = 30,
            Certainty = Certainty.Denied,
        };

        EventDistance.Between(one, other).ShouldBe(new EventDistance(0.125, 0.20, 0.20, 0.15, 0.10, 0.05));
        EventDistance.Between(one, one with { Stance = Stance.Mixed }).Stance.ShouldBe(0.10);
    }
}
