using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

public class MarketEffectTests
{
    private const int DayZero = 200;

    public static TheoryData<ExpectedReturnModel> ModelsWithBenchmark =>
        [ExpectedReturnModel.Market, ExpectedReturnModel.MarketAdjusted, ExpectedReturnModel.Factors];

    [Theory]
    [MemberData(nameof(ModelsWithBenchmark))]
    public void Market_effect_is_the_study_of_the_benchmark_under_the_mean_model(ExpectedReturnModel model)
    {
        (ReturnSeries series, ReturnSeries market) = Simulated(crash: 0);
        var study = new EventStudy(new StudyOptions { Model = model });
        var mean = new EventStudy(new StudyOptions { Model = ExpectedReturnModel.Mean });
        bool[] excluded = [.. Enumerable.Range(0, series.Count).Select(t => t % 7 == 0)];
        foreach (EventWindow window in (EventWindow[])[new(0, 0), new(-1, 1), new(0, 5)])
        {
            study.EvaluateMarket(series, DayZero, window).ShouldBe(mean.Evaluate(market, DayZero, window));
            study.EvaluateMarket(series, DayZero, window, excluded: excluded)!.Value.Car!.Value
                .ShouldBe(mean.Evaluate(market, DayZero, window, excluded: excluded).Car!.Value, 1e-15);
            study.EvaluateMarket(series, DayZero, window, barsObserved: 1)?.Status
                .ShouldBe(mean.Evaluate(market, DayZero, window, barsObserved: 1).Status);
        }
    }

    [Fact]
    public void A_crash_of_the_whole_market_shows_in_the_market_effect_and_not_in_the_abnormal_return()
    {
        (ReturnSeries series, _) = Simulated(crash: -0.06);
        var study = new EventStudy(new StudyOptions());
        StudyResult own = study.Evaluate(series, DayZero, new EventWindow(0, 0));
        StudyResult market = study.EvaluateMarket(series, DayZero, new EventWindow(0, 0))!.Value;

        own.RawReturn!.Value.ShouldBe(-0.06, 0.02);
        Math.Abs(own.AdjustedScore!.Value).ShouldBeLessThan(95);
        market.Car!.Value.ShouldBe(-0.06, 0.01);
        market.AdjustedScore!.Value.ShouldBeLessThan(-99);
    }

    [Fact]
    public void Without_a_benchmark_or_a_whole_estimation_window_there_is_none()
    {
        (ReturnSeries series, ReturnSeries market) = Simulated(crash: 0);
        var mean = new EventStudy(new StudyOptions { Model = ExpectedReturnModel.Mean });
        mean.EvaluateMarket(market, DayZero, new EventWindow(0, 0)).ShouldBeNull();
        var study = new EventStudy(new StudyOptions());
        study.EvaluateMarket(series, 40, new EventWindow(0, 0)).ShouldBeNull();
        study.EvaluateMarket(series, series.Count, new EventWindow(0, 0)).ShouldBeNull();
    }

    private static (ReturnSeries Instrument, ReturnSeries Market) Simulated(double crash)
    {
        var random = new Random(8);
        double[] market = [.. Enumerable.Range(0, 300).Select(t => (0.02 * (random.NextDouble() - 0.5)) + (t == DayZero ? crash : 0))];
        double[] own = [.. market.Select(m => m + (0.02 * (random.NextDouble() - 0.5)))];
        return (new ReturnSeries("A", own, [market]), new ReturnSeries("M", [.. market], []));
    }
}
