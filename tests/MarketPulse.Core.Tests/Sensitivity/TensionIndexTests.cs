using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class TensionIndexTests
{
    private static readonly DateOnly Start = new(2024, 1, 1);

    [Fact]
    public void Counting_does_not_depend_on_the_order_of_articles()
    {
        ArticleTally[] articles =
        [
            Relevant("a", 0, "US-CN"), Irrelevant("a", 0), Relevant("a", 0, "US-EU"),
            Relevant("b", 0, "US-CN"),
            Relevant("a", 1, "US-CN"),
        ];

        IReadOnlyList<ArticleCount> counts = ArticleCount.FromTallies(articles);

        ArticleCount.FromTallies(articles.Reverse()).ShouldBe(counts);
        counts.Select(count => $"{count.PartitionKey} {count.RowKey} {count.Relevant}/{count.Articles}").ShouldBe(
        [
            "202401 20240101|a|all|all 2/3", "202401 20240101|a|pair|US-CN 1/3", "202401 20240101|a|pair|US-EU 1/3",
            "202401 20240102|a|all|all 1/1", "202401 20240102|a|pair|US-CN 1/1",
            "202401 20240101|b|all|all 1/1", "202401 20240101|b|pair|US-CN 1/1",
        ]);
    }

    [Fact]
    public void Gross_is_the_mean_of_standardized_shares_with_a_base_mean_of_100()
    {
        double[] a = [0.10, 0.20, 0.30, 0.20], b = [0.04, 0.02, 0.02, 0.04];
        IReadOnlyList<TensionDay> days = new TensionIndex([.. Counts("a", a, 100), .. Counts("b", b, 50)], []).Daily();

        double[] raw = [.. a.Select((share, i) => ((share / Deviation(a)) + (b[i] / Deviation(b))) / 2)];
        days.Select(day => day.Gross!.Value).ShouldBe(raw.Select(value => 100 * value / raw.Average()), 1e-9);
        days[3].Gross7d!.Value.ShouldBe(100, 1e-9);
        days[0].Articles.ShouldBe(150);
        days[0].Relevant.ShouldBe(12);
    }

    [Fact]
    public void A_feed_that_starts_late_is_measured_against_its_own_first_year()
    {
        double[] a = [0.1, 0.2, 0.1, 0.2, 0.1, 0.2];
        ArticleCount[] counts =
            [.. Counts("a", a, 100), .. Counts("b", [0.01, 0.02, 0.01], 100).Select(count => count with { Date = count.Date.AddDays(3) })];

        double[] gross = [.. new TensionIndex(counts, []).Daily().Select(day => day.Gross!.Value)];

        // From its fourth day on the mean of two feeds, of which the second is as far from its own mean as the first.
        double ratio = (((0.2 / Deviation(a)) + (0.01 / Deviation([0.01, 0.02, 0.01]))) / 2) / (0.1 / Deviation(a));
        (gross[3] / gross[0]).ShouldBe(ratio, 1e-9);
    }

    [Fact]
    public void A_day_without_coverage_is_null_and_a_day_without_articles_has_no_row()
    {
        ArticleCount[] counts = [.. Counts("a", [0.1, 0.2, 0.1], 40), Count("a", 20, 10, 1), Count("a", 21, 25, 1)];
        TradeEvent tradeEvent = Event(10, Stance.Escalation, 50);

        IReadOnlyList<TensionDay> days = new TensionIndex(counts, [tradeEvent]).Daily();

        days.Select(day => day.Date.DayNumber - Start.DayNumber).ShouldBe([0, 1, 2, 20, 21]);
        (days[1].Gross, days[1].Escalation).ShouldNotBe((null, null));
        days[3].Gross.ShouldBeNull("10 articles in seven days");
        days[4].Gross.ShouldNotBeNull("35 articles in seven days");
        days[4].Gross7d.ShouldBe(days[4].Gross);
        days[4].Gross30d!.Value
            .ShouldBe((days[0].Gross!.Value + days[1].Gross!.Value + days[2].Gross!.Value + days[4].Gross!.Value) / 4, 1e-9);
    }

    [Fact]
    public void An_article_of_another_century_adds_one_row_and_changes_no_other()
    {
        ArticleCount[] counts = Counts("a", [0.1, 0.2, 0.1, 0.3], 40);
        TensionDay[] without = [.. new TensionIndex(counts, []).Daily()];
        int old = new DateOnly(1970, 1, 1).DayNumber - Start.DayNumber;

        TensionDay[] with = [.. new TensionIndex([.. counts, Count("b", old, 1, 0)], []).Daily()];
        IReadOnlyList<TensionDay> months = new TensionIndex([.. counts, Count("b", old, 1, 0)], []).Monthly();

        with.Length.ShouldBe(5);
        (with[0].Date, with[0].Articles, with[0].Gross).ShouldBe((new DateOnly(1970, 1, 1), 1, null));
        with[1..].ShouldBe(without);
        months.Select(month => month.Date).ShouldBe([new(1970, 1, 1), new(2024, 1, 1)]);
    }

    [Fact]
    public void Escalation_and_easing_add_up_weighted_events_and_leave_mixed_ones_out()
    {
        TradeEvent[] events =
        [
            Event(0, Stance.Escalation, 60) with { Sources = 2, Novelty = 0.5, Certainty = Certainty.InForce },
            Event(0, Stance.Deescalation, 40) with { Sources = 1, Certainty = Certainty.InForce },
            Event(0, Stance.Mixed, 90), Event(0, Stance.Neutral, 90),
            Event(0, Stance.Escalation, 90) with { EventId = "20240101T120000Z-ffffffff", Status = EventStatus.Superseded },
        ];

        TensionDay day = new TensionIndex(Counts("a", [0.1, 0.2], 100), events).Daily()[0];

        day.Escalation!.Value.ShouldBe(60 * 0.5, 1e-12);
        day.Easing!.Value.ShouldBe(40 / (1 + Math.Log(2)), 1e-12);
        day.Net!.Value.ShouldBe(day.Escalation.Value - day.Easing.Value, 1e-12);
    }

    [Fact]
    public void Pairs_and_topics_have_indices_of_their_own_over_all_articles()
    {
        ArticleTally[] articles =
        [
            .. Enumerable.Range(0, 3)
                .SelectMany(day => Enumerable.Range(0, 40).Select(i =>
                    i < 4 + day ? Relevant("a", day, i < 1 + day ? "US-CN" : "US-EU") : Irrelevant("a", day))),
        ];
        var index = new TensionIndex(
            ArticleCount.FromTallies(articles), [Event(1, Stance.Escalation, 50) with { Pairs = ["US-CN"], Topics = ["autos"] }]);

        index.Scopes.ShouldBe([("all", "all"), ("pair", "US-CN"), ("pair", "US-EU"), ("topic", "autos")]);
        IReadOnlyList<TensionDay> pair = index.Daily("pair", "US-CN");
        pair.Select(day => (day.Relevant, day.Articles)).ShouldBe([(1, 40), (2, 40), (3, 40)]);
        pair[1].Escalation!.Value.ShouldBeGreaterThan(0);
        index.Daily("pair", "US-EU")[1].Escalation.ShouldBe(0);
    }

    [Fact]
    public void Months_are_shares_of_their_sums()
    {
        ArticleCount[] counts = [Count("a", 0, 10, 5), Count("a", 5, 90, 5), Count("a", 31, 100, 20), Count("a", 70, 29, 1)];

        IReadOnlyList<TensionDay> months = new TensionIndex(counts, []).Monthly();

        months.Select(month => month.Date).ShouldBe([new(2024, 1, 1), new(2024, 2, 1), new(2024, 3, 1)]);
        (months[1].Gross / months[0].Gross)!.Value.ShouldBe(2, 1e-9, "10 of 100 against 20 of 100");
        months[2].Gross.ShouldBeNull("fewer than 30 articles");
    }

    [Fact]
    public void Regime_places_a_day_among_all_days_before()
    {
        double?[] means = [.. Enumerable.Range(1, 250).Select(i => (double?)i), 100, null, 200, 300, 10];

        string[] regimes = TensionRegimes.Classify(means, before: []);

        regimes[..250].ShouldAllBe(regime => regime.Length == 0);
        regimes[250..].ShouldBe(["calm", "", "tense", "acute", "calm"]);
    }

    [Fact]
    public void A_published_day_keeps_its_regime_and_stamps_its_revision()
    {
        DateTimeOffset after = new(2024, 1, 2, 6, 0, 0, TimeSpan.Zero);
        TensionDay first = Day(100) with { Regime = "calm" };
        TensionDay stored = first.Published(null, after) with { ModifiedUtc = after };

        first.Published(stored, after.AddHours(1)).ShouldBe(stored, "nothing changed");
        TensionDay revised = (Day(130) with { Regime = "tense" }).Published(stored, after.AddDays(3));

        (revised.Gross, revised.Regime, revised.RegimeRevised, revised.Revision, revised.RevisedUtc)
            .ShouldBe((130.0, "calm", "tense", 2, after.AddDays(3)));
    }

    [Fact]
    public void A_day_that_is_not_over_has_no_regime_and_no_revisions()
    {
        DateTimeOffset during = new(2024, 1, 1, 18, 0, 0, TimeSpan.Zero);
        TensionDay stored = (Day(100) with { Regime = "calm" }).Published(null, during) with { ModifiedUtc = during };

        stored.Regime.ShouldBeEmpty();
        (Day(120) with { Regime = "tense" }).Published(stored, during.AddHours(10)).ShouldSatisfyAllConditions(
            day => day.Revision.ShouldBe(1), day => day.Regime.ShouldBe("tense"), day => day.RevisedUtc.ShouldBeNull());
    }

    private static TensionDay Day(double gross) => new() { Scope = "all", Value = "all", Date = Start, Gross = gross };

    private static ArticleTally Relevant(string feed, int day, string pair) =>
        new(feed, Start.AddDays(day), IsRelevant: true, [pair], Topics: []);

    private static ArticleTally Irrelevant(string feed, int day) => new(feed, Start.AddDays(day), IsRelevant: false, Pairs: [], Topics: []);

    private static ArticleCount Count(string feed, int day, int articles, int relevant) =>
        new() { Feed = feed, Scope = "all", Value = "all", Date = Start.AddDays(day), Articles = articles, Relevant = relevant };

    private static ArticleCount[] Counts(string feed, double[] shares, int articles) =>
        [.. shares.Select((share, day) => Count(feed, day, articles, (int)Math.Round(share * articles)))];

    [Fact]
    public void Events_of_one_story_and_day_count_by_the_strongest_of_each_direction()
    {
        TradeEvent[] events =
        [
            Event(0, Stance.Escalation, 60) with { EventId = "20240101T120000Z-00000001", Story = "CN-US|general" },
            Event(0, Stance.Escalation, 40) with { EventId = "20240101T130000Z-00000002", Story = "CN-US|general" },
            Event(0, Stance.Deescalation, 20) with { EventId = "20240101T140000Z-00000003", Story = "CN-US|general" },
            Event(0, Stance.Escalation, 30) with { EventId = "20240101T150000Z-00000004", Story = "EU-US|autos" },
            Event(1, Stance.Escalation, 10) with { EventId = "20240102T120000Z-00000005", Story = "CN-US|general" },
        ];
        double unit = 1 / (1 + Math.Log(2));

        TensionIndex index = new(Counts("a", [0.1, 0.2], 100), events);

        IReadOnlyList<TensionDay> days = index.Daily();
        days[0].Escalation!.Value.ShouldBe((60 + 30) * unit, 1e-12);
        days[0].Easing!.Value.ShouldBe(20 * unit, 1e-12);
        days[1].Escalation!.Value.ShouldBe(10 * unit, 1e-12);
        index.Monthly()[0].Escalation!.Value.ShouldBe((60 + 30 + 10) * unit, 1e-12, "a month sums over its days");
    }

    private static TradeEvent Event(int day, Stance stance, double intensity) => new()
    {
        EventId = $"{Start.AddDays(day):yyyyMMdd}T120000Z-{(int)stance:x8}",
        EventTimeUtc = new DateTimeOffset(Start.AddDays(day), new TimeOnly(12, 0), TimeSpan.Zero),
        Stance = stance,
        Intensity = intensity,
        Certainty = Certainty.InForce,
    };

    private static double Deviation(double[] values) =>
        Math.Sqrt(values.Sum(v => (v - values.Average()) * (v - values.Average())) / (values.Length - 1));
}
