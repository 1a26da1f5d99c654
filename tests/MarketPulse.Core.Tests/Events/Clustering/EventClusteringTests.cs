using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using static MarketPulse.Core.Tests.Events.Clustering.Reports;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class EventClusteringTests
{
    [Fact]
    public void Article_repeating_yesterdays_tariff_adds_a_source_not_an_event()
    {
        TradeEvent only = Events(
            Article("US imposes 25% tariffs on Chinese steel", 0, new() { Quantities = [Percent(25)] }),
            Article("Washington slaps 25% duties on steel from China", 20, new() { Quantities = [Percent(25)] }))
            .ShouldHaveSingleItem();

        only.Sources.ShouldBe(2);
        only.EventTimeUtc.ShouldBe(Monday);
        only.Articles.Count.ShouldBe(2);
    }

    [Fact]
    public void Event_id_is_the_first_reports_time_and_the_start_of_its_id()
    {
        ArticleFacts first = Article("US imposes tariffs on China", 0);

        TradeEvent only = Events(Article("US imposes tariffs on China", 3), first).ShouldHaveSingleItem();

        only.EventId.ShouldBe($"20250602T120000Z-{first.Id[..8]}");
    }

    [Fact]
    public void Copies_under_different_addresses_are_one_event_even_without_a_measure()
    {
        ClusteredEvents result = EventClustering.Cluster([
            Article("Beijing answers", 0, new() { Measures = "", Url = "https://a.example/1" }),
            Article("Beijing answers", 1, new() { Measures = "", Url = "https://b.example/2" }),
            Article("Beijing says no more", 2, new() { Measures = "", Url = "https://b.example/3" })]);

        result.Events.Count.ShouldBe(2);
        result.Events[0].Sources.ShouldBe(2);
        result.EventByArticle.Count.ShouldBe(3);
    }

    [Fact]
    public void Near_copies_are_one_event()
    {
        const string Body = "The ministry said on Monday that it would stop issuing export permits for seven rare earths until "
            + "further notice and asked all producers to report their stocks.";

        Events(
            Article("China stops permits", 0, new() { Measures = "export_control", Body = Body }),
            Article("China stops permits", 1, new() { Measures = "licence", Body = Body + " Shares fell." })).ShouldHaveSingleItem();
    }

    [Fact]
    public void Window_is_counted_from_the_first_report_so_events_do_not_chain()
    {
        TradeEvent[] events = Events(Daily("US imposes tariffs on Chinese steel", 0, 24, 36, 37, 60, 73.5));

        events.Select(e => e.Sources).ShouldBe([3, 2, 1]);
    }

    [Theory]
    [InlineData("US to lift 25% tariffs on Chinese steel", "deescalation")]
    [InlineData("US imposes 50% tariffs on Chinese steel", "escalation", 50)]
    [InlineData("China hits back at US with 25% tariffs on steel", "escalation")]
    [InlineData("China imposes 25% tariffs on US steel", "escalation")]
    [InlineData("EU says US tariffs of 25% on steel are unfair", "escalation")]
    [InlineData("Canada and Mexico to face 25% tariffs on steel", "escalation")]
    [InlineData("China says US tariffs on steel break the rules", "escalation")]
    public void Different_act_is_a_different_event(string title, string stance, double percent = 25)
    {
        ReportedAct act = new() { Quantities = [Percent(percent)], Stance = Codes<Stance>.Parse(stance), Pairs = "" };
        Events(
            Article("US imposes 25% tariffs on Chinese steel", 0, new() { Quantities = [Percent(25)] }),
            Article(title, 3, act)).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(
        "China hits back at US with USD 60bn of new tariffs", "China to penalise USD 60 billion of US imports in tit-for-tat move")]
    [InlineData("Trump slams EU over fine on Google", "Donald Trump lambasts Brussels over penalty for Google")]
    [InlineData("Canada to allow extradition case against Huawei executive", "Canada approves Huawei extradition proceedings")]
    public void Rewritten_headline_of_an_act_is_the_same_event(string title, string rewritten) =>
        Events(
            Article(title, 0, new() { Measures = "", Pairs = "" }),
            Article(rewritten, 5, new() { Measures = "", Pairs = "" })).ShouldHaveSingleItem();

    [Fact]
    public void Statements_of_two_officials_of_one_country_on_one_day_are_two_events()
    {
        Events(
            Article("China trade talks are going well: Mnuchin", 0, new() { Stance = Stance.Deescalation, Measures = "talks" }),
            Article("China trade talks are going well: Kudlow", 1, new() { Stance = Stance.Deescalation, Measures = "talks" }))
            .Length.ShouldBe(2);
    }

    [Fact]
    public void Reports_that_only_know_the_day_are_clustered_alike_whatever_their_addresses()
    {
        string[] titles =
        [
            "US imposes 25% tariffs on Chinese steel", "Trump hits China with tariffs on steel",
            "Washington slaps duties on steel from China",
            "China vows to hit back at US steel tariffs", "Beijing pledges to retaliate against steel tariffs of the US",
            "China says it will sue at the WTO over US steel tariffs", "EU warns of steel flood after US tariffs on China",
        ];
        string[] expected = Groups("https://example.com/a");

        expected.Length.ShouldBeInRange(3, titles.Length - 1);
        for (int i = 0; i < 20; i++)
        {
            Groups($"https://example.com/{i}/").ShouldBe(expected);
        }

        string[] Groups(string address)
        {
            ClusteredEvents clustered = EventClustering.Cluster(
                titles.Select((title, i) => Article(title, 0, new() { Pairs = "", Url = $"{address}{i}" })));
            return
            [
                .. clustered.EventByArticle.GroupBy(pair => pair.Value, pair => pair.Key)
                    .Select(group => string.Join('|', group.Select(TitleOf).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
            ];

            string TitleOf(string id) => titles[Enumerable.Range(0, titles.Length)
                .First(i => Article(titles[i], 0, new() { Pairs = "", Url = $"{address}{i}" }).Id == id)];
        }
    }

    [Fact]
    public void Headlines_distinguish_two_acts_of_one_day_when_exact_keys_cannot()
    {
        Events(
            Article("US puts chip maker on trade blacklist", 0, new() { Measures = "entity_list" }),
            Article("Commerce adds drone and camera firms to export list", 4, new() { Measures = "entity_list" }),
            Article("Chip maker put on US blacklist, China protests", 6, new() { Measures = "entity_list" }))
            .Select(e => e.Sources).ShouldBe([2, 1]);
    }

    [Fact]
    public void Threat_carried_out_follows_the_threat()
    {
        TradeEvent[] events = Events(
            Article("Trump threatens 25% tariffs on China", 0, new() { Certainty = Certainty.Threatened, Quantities = [Percent(25)] }),
            Article("US and China hold talks", 30, new() { Stance = Stance.Deescalation, Measures = "talks" }),
            Article("US imposes 25% tariffs on Chinese goods", 100, new() { Certainty = Certainty.InForce, Quantities = [Percent(25)] }));

        events[2].Follows.ShouldBe(events[0].EventId);
        events[0].Follows.ShouldBeNull();
    }

    [Fact]
    public void Truce_extended_follows_the_truce_and_a_repetition_follows_nothing()
    {
        TradeEvent[] events = Events(
            Article("US and China agree truce", 0, new() { Stance = Stance.Deescalation, Measures = "truce" }),
            Article("US and China extend truce by a month", 24 * 20, new() { Stance = Stance.Deescalation, Measures = "truce" }),
            Article("US imposes tariffs on Mexico", 24 * 21, new() { Actors = "MX US", Pairs = "US-MX" }),
            Article("Tariffs on Mexico imposed by US", 24 * 24, new() { Actors = "MX US", Pairs = "US-MX" }));

        events.Select(e => e.Follows).ShouldBe([null, events[0].EventId, null, null]);
    }

    [Fact]
    public void Novelty_halves_its_discount_every_three_days()
    {
        TradeEvent[] events = Events(Daily("US imposes tariffs on Chinese steel", 0, 24 * 3, 24 * 40));

        events.Select(e => e.Novelty).ShouldBe([1, 0.5, 1]);
    }

    [Fact]
    public void Most_reports_decide_and_a_vague_one_does_not_outvote_them()
    {
        const string Body = "The president signed an order on Monday that raises the duty on steel from China to a quarter of its value.";
        TradeEvent only = Events(
            Article("US tariffs on Chinese steel: the next step", 0, new() { Stance = Stance.Neutral, Intensity = 5, Body = Body }),
            Article("US imposes tariffs on Chinese steel", 1, new() { Intensity = 60, Topics = "steel", Body = Body }),
            Article("US tariffs on Chinese steel take effect", 2, new() { Intensity = 80, Topics = "steel", Body = Body }))
            .ShouldHaveSingleItem();

        only.Stance.ShouldBe(Stance.Escalation);
        only.Intensity.ShouldBe(60);
        only.Topics.ShouldBe(["steel"]);
        only.Headline.ShouldBe("US tariffs on Chinese steel: the next step");
    }

    [Fact]
    public void Articles_without_a_development_belong_to_no_event()
    {
        ClusteredEvents result = EventClustering.Cluster([Article("Stocks fall on tariff fears", 0, new() { IsEvent = false })]);

        result.Events.ShouldBeEmpty();
        result.EventByArticle.ShouldBeEmpty();
    }

    [Fact]
    public void Order_of_arrival_does_not_matter()
    {
        var random = new Random(7);
        List<ArticleFacts> articles = Stream(random, 400, 20);
        ClusteredEvents expected = EventClustering.Cluster(articles);
        for (int i = 0; i < 5; i++)
        {
            ArticleFacts[] shuffled = [.. articles];
            random.Shuffle(shuffled);

            EventsAre.Same(EventClustering.Cluster(shuffled), expected);
        }

        // Otherwise the orders would agree because nothing is merged.
        expected.Events.Count.ShouldBeLessThan(expected.EventByArticle.Count);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Fifty_thousand_articles_in_any_order_give_the_same_events()
    {
        var random = new Random(11);
        List<ArticleFacts> articles = Stream(random, 50_000, 365);
        ClusteredEvents expected = EventClustering.Cluster(articles);
        ArticleFacts[] shuffled = [.. articles];
        random.Shuffle(shuffled);

        EventsAre.Same(EventClustering.Cluster(shuffled), expected);
        expected.EventByArticle.Count.ShouldBe(articles.Count(article => article.Verdict.IsEvent));
    }

    private static TradeEvent[] Events(params ArticleFacts[] articles) => [.. EventClustering.Cluster(articles).Events];

    private static ArticleFacts[] Daily(string title, params double[] hours) =>
        [.. hours.Select(hour => Article(title, hour, new() { Body = $"No. {hour}" }))];
}
