using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

public class FixedEstimationTests
{
    private const int DayZero = 200;
    private static readonly EventWindow Window = new(-1, 5);
    private readonly JoinedReturns _returns = Simulated();

    [Theory]
    [InlineData(ExpectedReturnModel.Market)]
    [InlineData(ExpectedReturnModel.MarketAdjusted)]
    [InlineData(ExpectedReturnModel.Mean)]
    [InlineData(ExpectedReturnModel.Factors)]
    public void Fixed_dates_that_a_moving_window_would_cover_give_the_same_study(ExpectedReturnModel model)
    {
        var moving = new EventStudy(new StudyOptions { Model = model });
        EventStudy dated = Dated(model, DayZero - 130, DayZero - 11);

        dated.Evaluate(_returns, DayZero, Window).ShouldBe(moving.Evaluate(_returns, DayZero, Window));
        dated.Path(_returns, DayZero).ShouldBe(moving.Path(_returns, DayZero));
        EventObservation one = dated.Observe("e", _returns, DayZero, Window)!, other = moving.Observe("e", _returns, DayZero, Window)!;
        one.Scar.ShouldBe(other.Scar);
        one.EstimationDays.ShouldBe(other.EstimationDays);
        var results = new ClassicalResult[2];
        dated.EvaluateClassical(_returns, [DayZero, DayZero - 15], Window, results);
        results[0].Scar.ShouldBe(one.Scar);
        results[1].Reason.ShouldBe(ScoreReason.NotAfterEstimation);
    }

    [Fact]
    public void A_path_starts_no_earlier_than_the_day_after_the_estimation_window() =>
        Dated(ExpectedReturnModel.Market, 0, DayZero - 4).Path(_returns, DayZero, -10, 2).Select(day => day.Day)
            .ShouldBe([-3, -2, -1, 0, 1, 2]);

    [Fact]
    public void Returns_without_dates_are_refused()
    {
        var series = new ReturnSeries("A", _returns.Returns.ToArray(), [_returns.BenchmarkReturns.ToArray()]);
        Should.Throw<ArgumentException>(() => Dated(ExpectedReturnModel.Market, 0, 100).Evaluate(series, DayZero, Window))
            .Message.ShouldContain("The returns of A have no dates");
    }

    [Fact]
    public void One_date_alone_and_a_watchlist_with_dates_are_refused()
    {
        new StudyOptions { EstimationFrom = new DateOnly(2017, 1, 1) }.Problems().ShouldContain(
            "A fixed estimation window needs both its first and its last date.");
        Dated(ExpectedReturnModel.Market, 0, 100).Options.WatchlistProblems().ShouldHaveSingleItem().ShouldContain("EstimationFrom");
    }

    private EventStudy Dated(ExpectedReturnModel model, int first, int last) => new(new StudyOptions
    {
        Model = model,
        EstimationFrom = _returns.Dates[first],
        EstimationTo = _returns.Dates[last],
    });

    private static JoinedReturns Simulated()
    {
        var random = new Random(7);
        DateOnly[] dates =
        [
            .. Enumerable.Range(0, 400).Select(i => new DateOnly(2020, 1, 1).AddDays(i))
                .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)),
        ];
        return JoinedReturns.Join(Walk("A"), Walk("M"));

        PriceHistory Walk(string symbol)
        {
            double price = 100;
            return new PriceHistory
            {
                Symbol = symbol,
                Bars = [.. dates.Select(date => PriceBar.OfClose(date, price *= 1 + (0.02 * (random.NextDouble() - 0.5))))],
            };
        }
    }
}
