using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Impact;

public class InstrumentReturnsTests
{
    private static readonly Dictionary<string, PriceHistory> Histories = new[] { "SPY", "FXI" }.ToDictionary(symbol => symbol, Prices);
    private static readonly Instrument Alone = new() { Symbol = "FXI" };
    private static readonly Instrument Measured = new() { Symbol = "FXI", Benchmark = "SPY" };

    [Theory]
    [InlineData(ExpectedReturnModel.Market, true)]
    [InlineData(ExpectedReturnModel.MarketAdjusted, true)]
    [InlineData(ExpectedReturnModel.Factors, true)]
    [InlineData(ExpectedReturnModel.Mean, false)]
    public void Every_model_but_the_mean_needs_a_benchmark(ExpectedReturnModel model, bool needed)
    {
        (JoinedReturns? without, ScoreReason missing) = Join(Alone, model);
        (JoinedReturns? with, _) = Join(Measured, model);

        missing.ShouldBe(needed ? ScoreReason.NoBenchmark : ScoreReason.None);
        (without is null).ShouldBe(needed);
        with!.Factors.ShouldBe(needed ? ["SPY"] : []);
    }

    [Fact]
    public void Benchmark_without_prices_is_as_good_as_none() =>
        Join(Measured with { Benchmark = "EEM" }, ExpectedReturnModel.Market)
            .ShouldBe(new InstrumentReturns(null, ScoreReason.NoBenchmark));

    [Fact]
    public void Instrument_without_prices_has_no_returns() =>
        Join(Measured with { Symbol = "EEM" }, ExpectedReturnModel.Mean).ShouldBe(new InstrumentReturns(null, ScoreReason.NoPrices));

    [Fact]
    public void Watchlist_is_neither_scored_nor_replayed_with_factors_that_it_cannot_name()
    {
        var factors = new StudyOptions { Model = ExpectedReturnModel.Factors };

        Should.Throw<ArgumentException>(() => new EventScorer(factors, TimeProvider.System)).Message.ShouldContain("use Market");
        Should.Throw<ArgumentException>(() => new HistoryReplay([], Histories, [], [], factors)).Message.ShouldContain("use Market");
    }

    [Theory]
    [InlineData(ExpectedReturnModel.Market, "no_benchmark")]
    [InlineData(ExpectedReturnModel.MarketAdjusted, "no_benchmark")]
    [InlineData(ExpectedReturnModel.Mean, "no_volume")]
    public void Scores_say_no_benchmark_for_the_models_that_need_one(ExpectedReturnModel model, string reason)
    {
        var scorer = new EventScorer(new StudyOptions { Model = model }, TimeProvider.System);
        var tradeEvent = new TradeEvent
        {
            EventId = "20240601T120000Z-00000001",
            EventTimeUtc = new DateTimeOffset(2024, 6, 3, 12, 0, 0, TimeSpan.Zero),
        };

        scorer.Score(tradeEvent, [], [Alone], Histories).Scores.ShouldAllBe(score => score.Reason == reason);
    }

    private static InstrumentReturns Join(Instrument instrument, ExpectedReturnModel model) =>
        InstrumentReturns.Join(instrument, new StudyOptions { Model = model }, Histories.GetValueOrDefault);

    private static PriceHistory Prices(string symbol)
    {
        var random = new Random(symbol[0]);
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
                [.. Enumerable.Range(0, 250).Select(i => PriceBar.OfClose(new DateOnly(2024, 1, 1).AddDays(i), 100 + random.NextDouble()))],
        };
    }
}
