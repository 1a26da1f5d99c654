using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Markets;

/// <summary>Prices that are published the other way round.</summary>
public sealed class PriceQuoteTests
{
    private static readonly PriceHistory Published = new()
    {
        Symbol = "CNY",
        Bars =
        [
            new PriceBar(new DateOnly(2019, 8, 2), 6.9, 6.95, 6.85, 6.9387, double.NaN, double.NaN),
            PriceBar.OfClose(new DateOnly(2019, 8, 5), 7.0481),
        ],
    };

    [Fact]
    public void Yuan_per_dollar_read_inversely_falls_when_the_yuan_loses_value()
    {
        var returns = JoinedReturns.Join(Published.As(PriceQuote.Inverse), benchmark: null);
        returns.Returns[0].ShouldBe((6.9387 / 7.0481) - 1, 1e-15);
    }

    [Fact]
    public void Inverse_bar_keeps_its_high_above_its_low_and_leaves_the_published_history_alone()
    {
        PriceBar bar = Published.As(PriceQuote.Inverse).Bars[0];
        bar.High.ShouldBe(1 / 6.85);
        bar.Low.ShouldBe(1 / 6.95);
        Published.Bars[0].Close.ShouldBe(6.9387);
    }

    [Fact]
    public void Price_that_is_not_positive_stays_missing()
    {
        PriceHistory odd = Published with { Bars = [.. Published.Bars, PriceBar.OfClose(new DateOnly(2019, 8, 6), -1)] };
        JoinedReturns.Join(odd.As(PriceQuote.Inverse), benchmark: null).Count.ShouldBe(1);
    }

    [Fact]
    public void Direct_quote_is_the_history_itself() => Published.As(PriceQuote.Direct).ShouldBeSameAs(Published);

    [Fact]
    public void Level_in_basis_points_cannot_be_quoted_inversely() =>
        WatchlistRules.Check([new Instrument { Symbol = "US10Y", Change = PriceChange.DifferenceBps, Quote = PriceQuote.Inverse }])
            .ShouldHaveSingleItem().Message.ShouldContain("quote inverse");
}
