using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Tests.Alerts;

public class AlertRuleTests
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Instrument[] Watchlist =
    [
        new() { Symbol = "SPY" },
        new() { Symbol = "REMX", Tags = ["rare_earths", "cn"] },
        new() { Symbol = "SOXX", Tags = ["semiconductors", "kr"] },
    ];

    [Theory]
    [InlineData(59.9, false)]
    [InlineData(60, true)]
    [InlineData(100, true)]
    public void An_event_rule_fires_from_its_intensity_on(double intensity, bool fires) =>
        (new EventRule("strong", "desk") { MinIntensity = 60 }.Match(Event(intensity), Watchlist) is not null).ShouldBe(fires);

    [Theory]
    [InlineData("rare_earths", "REMX")]
    [InlineData("CN", "REMX")]
    [InlineData("semiconductors", null)]
    [InlineData("kr", null)]
    [InlineData("no_such_tag", null)]
    public void An_event_rule_with_a_tag_fires_on_what_the_tag_links_directly(string tag, string? symbol)
    {
        AlertMatch? match = new EventRule("strong", "desk") { MinIntensity = 10, Tag = tag }.Match(Event(70, "rare_earths"), Watchlist);

        match?.Reason.ShouldBe($"Its intensity of 70 is at least 10, and the tag {tag} links it directly to {symbol}.");
        (match is null).ShouldBe(symbol is null);
    }

    [Fact]
    public void A_tag_that_the_instrument_carries_but_the_event_is_not_about_links_nothing()
    {
        TradeEvent korea = Event(70, "semiconductors") with { Actors = ["US"] };

        new EventRule("r", "desk") { Tag = "semiconductors" }.Match(korea, Watchlist).ShouldNotBeNull();
        new EventRule("r", "desk") { Tag = "kr" }.Match(korea, Watchlist).ShouldBeNull();
    }

    [Fact]
    public void A_score_rule_fires_below_its_q_on_final_scores_alone_and_names_the_smallest()
    {
        var rule = new ScoreRule("moved", "desk") { QEventBelow = 0.05 };

        rule.Match(Event(50), [Score("FXI", "m1_p1", 0.05), Score("SPY", "m1_p1", null)]).ShouldBeNull();
        rule.Match(Event(50), [Score("FXI", "m1_p1", 0.01) with { Status = ScoreStatus.Provisional }]).ShouldBeNull();
        rule.Match(Event(50), [Score("KWEB", "p0_p5", 0.04), Score("FXI", "m1_p1", 0.003)])!.Reason
            .ShouldBe("FXI over [-1,+1] has a q_event of 0.003, below 0.05, as has 1 other score.");
    }

    [Fact]
    public void A_score_rule_can_be_narrowed_to_an_instrument_and_a_window()
    {
        ImpactScore[] scores = [Score("FXI", "m1_p1", 0.001)];

        new ScoreRule("moved", "desk") { Symbol = "FXI", WindowKey = "m1_p1" }.Match(Event(50), scores).ShouldNotBeNull();
        new ScoreRule("moved", "desk") { Symbol = "SPY" }.Match(Event(50), scores).ShouldBeNull();
        new ScoreRule("moved", "desk") { WindowKey = "p0_p5" }.Match(Event(50), scores).ShouldBeNull();
    }

    [Fact]
    public void A_regime_rule_fires_on_the_first_day_of_another_regime()
    {
        TensionDay[] days = Days(300, i => 100, i => i switch { < 297 => "calm", 297 => "", _ => "acute" });
        DateTimeOffset now = EndOf(days[^1]).AddHours(1);

        AlertMatch match = new RegimeRule("regime", "desk").Match(days, now).ShouldHaveSingleItem();

        match.Subject.ShouldBe($"all|all|{days[298].DateKey}");
        match.Reason.ShouldBe($"On {days[298].Date:yyyy-MM-dd} the regime of the tension index changed from calm to acute.");
        new RegimeRule("regime", "desk") { Regime = "acute" }.Match(days, now).ShouldHaveSingleItem();
        new RegimeRule("regime", "desk") { Regime = "tense" }.Match(days, now).ShouldBeEmpty();
    }

    [Fact]
    public void An_index_rule_fires_on_the_day_the_index_rises_above_its_percentile_and_not_on_those_after()
    {
        TensionDay[] days = Days(300, i => i >= 298 ? 500 : i * 37 % 100);

        AlertMatch match = new IndexRule("high", "desk").Match(days, EndOf(days[^1])).ShouldHaveSingleItem();

        match.Subject.ShouldBe($"all|all|{days[298].DateKey}");
        match.Reason.ShouldBe($"On {days[298].Date:yyyy-MM-dd} the tension index stood at 500, above 100% of all earlier days.");
    }

    [Theory]
    [InlineData(94.9, false)]
    [InlineData(95, false)]
    [InlineData(95.1, true)]
    public void An_index_at_its_percentile_is_not_above_it(double value, bool fires)
    {
        // A thousand days at 99.9, 99.8, ..., 0.0: 950 of them lie below 95.
        TensionDay[] days = Days(1001, i => i < 1000 ? (999 - i) / 10.0 : value);
        new IndexRule("high", "desk").Match(days, EndOf(days[1000])).Any().ShouldBe(fires);
    }

    [Fact]
    public void With_fewer_than_250_days_before_it_the_index_says_nothing() =>
        new IndexRule("high", "desk").Match(Days(250, i => i == 249 ? 500 : 100), EndOf(Days(250, _ => 0)[^1])).ShouldBeEmpty();

    [Fact]
    public void A_day_that_is_not_over_and_one_long_past_set_off_nothing()
    {
        TensionDay[] days = Days(300, i => i == 299 ? 500 : i * 37 % 100);
        var rule = new IndexRule("high", "desk");

        rule.Match(days, EndOf(days[^1]).AddSeconds(-1)).ShouldBeEmpty();
        rule.Match(days, EndOf(days[^1])).ShouldHaveSingleItem();
        rule.Match(days, EndOf(days[^1]) + TensionRule.Recent).ShouldHaveSingleItem();
        rule.Match(days, EndOf(days[^1]) + TensionRule.Recent + TimeSpan.FromSeconds(1)).ShouldBeEmpty();
    }

    [Fact]
    public void A_silence_is_one_subject_and_the_next_another()
    {
        var rule = new FeedSilentRule("silent", "ops");
        FeedPulse pulse = Pulse(Noon.AddHours(-2)) with { IsSilent = true };

        rule.Match(Pulse(Noon)).ShouldBeNull();
        rule.Match(pulse)!.Subject.ShouldBe("news|ustr|20250602T100000");
        rule.Match(pulse with { LastSuccessUtc = null })!.Subject.ShouldBe("news|ustr|20250601T000000");
        (rule with { Feed = "wto" }).Match(pulse).ShouldBeNull();
    }

    [Fact]
    public void Every_rule_says_when_it_fires()
    {
        new EventRule("a", "w") { MinIntensity = 60, Tag = "cn" }.Condition.ShouldBe(
            "an event has an intensity of at least 60 and is linked directly to an instrument by the tag cn");
        new ScoreRule("a", "w") { QEventBelow = 0.01, WindowKey = "p0_p5" }.Condition.ShouldBe(
            "a final score of any instrument over [0,+5] has a q_event below 0.01");
        new RegimeRule("a", "w") { Scope = "pair", Value = "US-CN", Regime = "acute" }.Condition.ShouldBe(
            "the regime of the tension index of US-CN changes to acute");
        new IndexRule("a", "w").Condition.ShouldBe("the tension index rises above percentile 95 of all earlier days");
        new FeedSilentRule("a", "w").Condition.ShouldBe("a feed has gone silent for longer than the heartbeat allows");
    }

    private static TradeEvent Event(double intensity, params string[] topics) => new()
    {
        EventId = "20250602T120000Z-1f0c9a3e",
        EventTimeUtc = Noon,
        Intensity = intensity,
        Topics = topics,
        Actors = ["CN", "US"],
    };

    private static ImpactScore Score(string symbol, string window, double? q) => new()
    {
        EventId = "20250602T120000Z-1f0c9a3e",
        EventTimeUtc = Noon,
        Symbol = symbol,
        WindowKey = window,
        Status = ScoreStatus.Final,
        QEvent = q,
    };

    private static TensionDay[] Days(int count, Func<int, double?> gross, Func<int, string>? regime = null) =>
    [
        .. Enumerable.Range(0, count).Select(i => new TensionDay
        {
            Scope = "all",
            Value = "all",
            Date = new DateOnly(2024, 1, 1).AddDays(i),
            Gross = gross(i),
            Regime = regime?.Invoke(i) ?? "",
        }),
    ];

    private static DateTimeOffset EndOf(TensionDay day) => new(day.Date.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

    private static FeedPulse Pulse(DateTimeOffset success) =>
        new("news", "ustr")
        {
            LastPollUtc = success,
            LastSuccessUtc = success,
            SinceSuccess = Noon - success,
            Outcome = PollOutcome.New,
            FirstLookUtc = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero),
        };
}
