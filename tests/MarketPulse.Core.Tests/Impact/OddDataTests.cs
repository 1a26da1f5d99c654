using System.Reflection;
using CsCheck;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>Prices as found in practice: gaps, halts, unannounced splits, new listings, prices that do not move.</summary>
public class OddDataTests
{
    private const int Days = 220, Day0 = 200;
    private static readonly EventWindow Window = new(-1, 1);
    private static readonly EventStudy Study = new(new StudyOptions());
    private static readonly EventStudy FactorStudy = new(new StudyOptions { Model = ExpectedReturnModel.Factors });

    private static readonly Gen<double> OddReturns =
        Gen.OneOf(Gen.Double[-0.1, 0.1], Gen.Const(0.0), Gen.Double[-1e-9, 1e-9], Gen.Double[-1e12, 1e12], Gen.Double[-1e30, 1e30]);

    private static readonly PropertyInfo[] Numbers =
        [.. typeof(StudyResult).GetProperties().Where(property => property.PropertyType == typeof(double?))];

    [Theory]
    [InlineData(0.5, 0.0, "jump")] // two for one
    [InlineData(10.05, 0.0, "jump")] // one for ten, and a little
    [InlineData(1.5, 1 / 1.5, "jump")] // three for two
    [InlineData(1.9, 1 / 1.9, "jump")] // no ratio, but taken back by the next bar
    [InlineData(1.9, 0.97, "")] // a real move
    [InlineData(1.03, 1 / 1.03, "")] // taken back, but within eight deviations
    public void Move_that_reverses_or_matches_a_split_is_flagged(double growth, double next, string quality)
    {
        (double[] own, double[] market) = Noise(1);
        own[Day0] = growth - 1;
        own[Day0 + 1] = next == 0 ? own[Day0 + 1] : next - 1;

        StudyResult result = Study.Evaluate(new ReturnSeries("S", own, [market]), Day0, Window);

        result.Status.ShouldBe(ScoreStatus.Final);
        result.Quality.Code().ShouldBe(quality);
    }

    [Fact]
    public void Return_over_missing_sessions_inside_the_window_is_flagged()
    {
        (double[] own, double[] market) = Noise(2);
        var multiday = new bool[Days];
        multiday[Day0 + 1] = true;

        Study.Evaluate(new ReturnSeries("S", own, [market], multiday: multiday), Day0, Window).Quality.Code().ShouldBe("gap");
        Study.Evaluate(new ReturnSeries("S", own, [market], multiday: multiday), Day0 - 5, Window).Quality.Code().ShouldBe("");
    }

    [Theory]
    [InlineData(0, ScoreReason.None)]
    [InlineData(1, ScoreReason.IllConditioned)] // twice the same factor
    [InlineData(2, ScoreReason.IllConditioned)] // the sum of two others
    [InlineData(3, ScoreReason.IllConditioned)] // one that never changes
    [InlineData(4, ScoreReason.IllConditioned)] // the same except for rounding
    public void Factors_that_cannot_be_told_apart_are_refused(int kind, ScoreReason reason)
    {
        (double[] own, double[] market) = Noise(3);
        (double[] rates, double[] oil) = Noise(4);
        double[] third = kind switch
        {
            0 => oil,
            1 => rates,
            2 => [.. market.Zip(rates, (a, b) => a + b)],
            3 => new double[Days],
            _ => [.. market.Select(r => 3 * r * (1 + 1e-9))],
        };

        StudyResult result = FactorStudy.Evaluate(new ReturnSeries("S", own, [market, rates, third]), Day0, Window);

        result.Reason.ShouldBe(reason == ScoreReason.None ? ScoreReason.NoVolume : reason);
        (result.Status == ScoreStatus.NotScored).ShouldBe(reason != ScoreReason.None);
        (result.Car is null).ShouldBe(reason != ScoreReason.None);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.0007)]
    public void Returns_that_do_not_vary_are_not_scored(double constant)
    {
        (_, double[] market) = Noise(5);
        double[] own = [.. Enumerable.Repeat(constant, Days)];
        own[Day0] = 0.05;

        StudyResult result = Study.Evaluate(new ReturnSeries("S", own, [market]), Day0, Window);

        (result.Status, result.Reason, result.Car, result.PAdjusted)
            .ShouldBe((ScoreStatus.NotScored, ScoreReason.ZeroVariance, null, null));
        Study.Evaluate(new ReturnSeries("S", market, [own]), Day0, Window).Reason.ShouldBe(ScoreReason.ConstantBenchmark);
    }

    [Fact]
    public void Listing_inside_the_estimation_window_shortens_it_down_to_the_fewest_observations()
    {
        (double[] own, double[] market) = Noise(6);

        At(70).ShouldBe((ScoreStatus.Final, ScoreReason.TooFewReferenceWindows, 60));
        At(69).ShouldBe((ScoreStatus.NotScored, ScoreReason.TooFewObservations, 59));
        At(0).ShouldBe((ScoreStatus.NotScored, ScoreReason.TooFewObservations, 0));

        (ScoreStatus, ScoreReason, int) At(int day0)
        {
            StudyResult result = Study.Evaluate(new ReturnSeries("S", own, [market]), day0, new EventWindow(0, 3));
            return (result.Status, result.Reason, result.Observations);
        }
    }

    [Fact]
    public void Instrument_first_listed_inside_the_event_window_has_no_prices_to_be_scored_on()
    {
        PriceHistory market = Prices("SPY", 1, _ => true), young = Prices("FXI", 2, date => date >= new DateOnly(2025, 6, 3));

        ImpactScore[] scores = Score(market, young);

        scores.ShouldAllBe(score => score.Status == ScoreStatus.NotScored && score.Reason == "no_prices" && score.CarPct == null);
    }

    [Fact]
    public void Instrument_that_did_not_trade_on_day_0_is_halted()
    {
        var day0 = new DateOnly(2025, 6, 2);
        PriceHistory market = Prices("SPY", 1, _ => true), halted = Prices("FXI", 2, date => date != day0);

        Score(market, halted).ShouldAllBe(score => score.Status == ScoreStatus.NotScored && score.Reason == "halted" && score.Day0 == day0);

        // Nobody traded: the venue was closed, and the next session is day 0.
        Score(market with { Bars = [.. market.Bars.Where(bar => bar.Date != day0)] }, halted)
            .ShouldAllBe(score => score.Status == ScoreStatus.Final && score.Day0 == day0.AddDays(1));
    }

    [Fact]
    public void Instrument_that_trades_on_few_days_is_not_halted_when_it_does_not()
    {
        var day0 = new DateOnly(2025, 6, 2);
        PriceHistory market = Prices("SPY", 1, _ => true);
        PriceHistory thin = Prices("FXI", 2, date => date.DayOfWeek is DayOfWeek.Tuesday or DayOfWeek.Friday);

        Score(market, thin)
            .ShouldAllBe(score => score.Day0 == day0.AddDays(1) && score.Status == ScoreStatus.Final && score.Quality == "gap");
    }

    [Fact]
    public void No_number_that_is_not_finite_leaves_the_engine() =>
        Gen.Select(OddReturns.Array[Days], Gen.Int[0, 5], Gen.Int[0, 3])
            .Sample((values, kind, last) =>
            {
                (_, double[] market) = Noise(7);
                double[] volumes = Array.ConvertAll(values, Math.Abs);
                foreach (ExpectedReturnModel model in Enum.GetValues<ExpectedReturnModel>())
                {
                    var study = new EventStudy(new StudyOptions { Model = model });
                    double[] own = kind % 2 == 0 ? values : market, benchmark = kind % 2 == 0 ? market : values;
                    StudyResult result = study.Evaluate(new ReturnSeries("S", own, [benchmark], volumes), Day0, new EventWindow(0, last));
                    foreach (PropertyInfo property in Numbers)
                    {
                        double? value = (double?)property.GetValue(result);
                        (value is null || double.IsFinite(value.Value)).ShouldBeTrue($"{property.Name} is {value}");
                    }
                }
            }, iter: 400);

    private static (double[] Own, double[] Market) Noise(int seed)
    {
        var random = new Random(seed);
        double Draw() => 0.02 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        double[] market = [.. Enumerable.Range(0, Days).Select(_ => Draw())];
        return ([.. market.Select(r => r + Draw())], market);
    }

    private static ImpactScore[] Score(params PriceHistory[] histories)
    {
        TradeEvent tradeEvent = TariffEvent.At(new DateTimeOffset(2025, 6, 2, 14, 0, 0, TimeSpan.Zero), TimeResolution.Exact);
        Instrument[] instruments = [new() { Symbol = "SPY" }, new() { Symbol = "FXI", Benchmark = "SPY" }];
        return [.. new EventScorer(new StudyOptions(), TimeProvider.System)
            .Score(tradeEvent, [], instruments, histories.ToDictionary(history => history.Symbol)).Scores
                .Where(score => score.Symbol == "FXI")];
    }

    private static PriceHistory Prices(string symbol, int seed, Func<DateOnly, bool> trades)
    {
        var random = new Random(seed);
        double close = 100;
        IEnumerable<PriceBar> bars = VenueCatalog.Get("XNYS").SessionsAfter(new DateOnly(2024, 1, 1)).Take(450)
            .Select(date => PriceBar.OfClose(date, close *= 0.99 + (0.02 * random.NextDouble())));
        return new PriceHistory { Symbol = symbol, Bars = [.. bars.Where(bar => trades(bar.Date))] };
    }
}
