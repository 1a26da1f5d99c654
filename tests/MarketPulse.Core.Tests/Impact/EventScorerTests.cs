using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Tests.Impact;

public class EventScorerTests
{
    private static readonly Instrument[] Instruments = [new() { Symbol = "SPY" }, new() { Symbol = "FXI", Benchmark = "SPY" }];

    [Fact]
    public void Event_known_by_its_date_alone_is_not_scored_on_that_day_but_over_two()
    {
        Dictionary<string, ImpactScore> scores = Score(TimeResolution.Day);

        scores.Keys.ShouldBe(["p0_p0", "m1_p1", "p0_p5", "p0_p1"]);
        scores["p0_p0"].Status.ShouldBe(ScoreStatus.NotScored);
        scores["p0_p0"].Reason.ShouldBe("day_uncertain");
        scores["p0_p1"].Status.ShouldBe(ScoreStatus.Final);
        scores.Values.ShouldAllBe(score => score.DayZeroCertainty == "date_only");
    }

    [Fact]
    public void Event_known_to_the_minute_is_scored_over_the_default_windows()
    {
        Dictionary<string, ImpactScore> scores = Score(TimeResolution.Exact);

        scores.Keys.ShouldBe(["p0_p0", "m1_p1", "p0_p5"]);
        scores.Values.ShouldAllBe(score => score.Status == ScoreStatus.Final && score.DayZeroCertainty == "exact");
    }

    [Fact]
    public void Rows_name_the_releases_inside_their_window_and_keep_every_figure()
    {
        Dictionary<string, ImpactScore> without = Score(TimeResolution.Exact);
        Dictionary<string, ImpactScore> with = Score(TimeResolution.Exact, new ReleaseCalendar([
            new ScheduledRelease(new DateTimeOffset(2025, 6, 3, 12, 30, 0, TimeSpan.Zero), ReleaseKind.Payrolls),
            new ScheduledRelease(new DateTimeOffset(2025, 6, 6, 21, 0, 0, TimeSpan.Zero), ReleaseKind.Earnings, "FXI"),
            new ScheduledRelease(new DateTimeOffset(2025, 6, 2, 21, 0, 0, TimeSpan.Zero), ReleaseKind.Earnings, "SPY"),
        ]));

        with.Select(row => (row.Key, row.Value.Confounders))
            .ShouldBe([("p0_p0", ""), ("m1_p1", "payrolls"), ("p0_p5", "payrolls|earnings")]);
        foreach ((string window, ImpactScore score) in with)
        {
            (score with { Confounders = "", ModifiedUtc = default }).ShouldBe(without[window] with { ModifiedUtc = default });
        }
    }

    [Theory]
    [InlineData(0, "", null)]
    [InlineData(1, "", "Another event has its day 0 in the window.")]
    [InlineData(2, "payrolls|earnings", "2 other events have their day 0 in the window; "
        + "scheduled releases in the window: payrolls, earnings.")]
    public void An_explanation_notes_what_else_lies_in_the_window(int overlaps, string confounders, string? note)
    {
        ImpactScore score = Score(TimeResolution.Exact)["p0_p5"] with { Overlaps = overlaps, Confounders = confounders };

        string? noted = ScoreExplanation.Steps(Event(TimeResolution.Exact), [], score, [score], [])
            .SingleOrDefault(step => step.Title == "Notes")?.Text;

        noted.ShouldBe(note);
    }

    private static TradeEvent Event(TimeResolution resolution) =>
        TariffEvent.At(new DateTimeOffset(2025, 6, 2, 0, 0, 0, TimeSpan.Zero), resolution);

    private static Dictionary<string, ImpactScore> Score(TimeResolution resolution, ReleaseCalendar? releases = null)
    {
        TradeEvent tradeEvent = Event(resolution);
        Dictionary<string, PriceHistory> histories =
            Instruments.Select((instrument, i) => Prices(instrument.Symbol, seed: i)).ToDictionary(history => history.Symbol);
        return new EventScorer(new StudyOptions(), TimeProvider.System, releases).Score(tradeEvent, [], Instruments, histories).Scores
            .Where(score => score.Symbol == "FXI")
            .ToDictionary(score => score.WindowKey);
    }

    private static PriceHistory Prices(string symbol, int seed)
    {
        var random = new Random(seed);
        double close = 100;
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
            [
                .. VenueCatalog.Get("XNYS").SessionsAfter(new DateOnly(2024, 1, 1)).Take(450)
                    .Select(date => PriceBar.OfClose(date, close *= 0.99 + (0.02 * random.NextDouble()))),
            ],
        };
    }
}
