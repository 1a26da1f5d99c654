using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Markets;

public class PortfolioTests
{
    private static readonly Instrument[] Known =
    [
        new() { Symbol = "SPY" },
        new() { Symbol = "FXI", Name = "China large caps", Benchmark = "SPY", Tags = ["cn", "us"] },
        new() { Symbol = "KWEB", Name = "China internet", Benchmark = "SPY", Tags = ["cn", "tech"] },
        new() { Symbol = "2800.HK", Venue = "XHKG", Benchmark = null },
        new() { Symbol = "DGS10", Change = PriceChange.DifferenceBps, Benchmark = "SPY" },
    ];

    [Fact]
    public void Portfolio_becomes_an_instrument_that_says_what_it_holds()
    {
        Instrument instrument = new Watchlist(Known).With([Of("CHINA", ("FXI", 0.6), ("KWEB", -0.4))]).Instruments[^1];

        instrument.ShouldSatisfyAllConditions(
            () => instrument.Symbol.ShouldBe("CHINA"),
            () => instrument.AssetClass.ShouldBe("portfolio"),
            () => instrument.Benchmark.ShouldBe("SPY"),
            () => instrument.Tags.ShouldBe(["cn", "us", "tech"]),
            () => instrument.Members.ShouldBe(["0.6 FXI", "-0.4 KWEB"]));
        Portfolio.FromInstrument(instrument)!.Weights.ShouldBe([KeyValuePair.Create("FXI", 0.6), KeyValuePair.Create("KWEB", -0.4)]);
        new Watchlist(Known).With([Of("CHINA", ("FXI", 1))]).Quoted.ShouldBe(Known);
    }

    [Theory]
    [InlineData("FXI", "FXI", "has the symbol of an instrument")]
    [InlineData("CH INA", "FXI", "a symbol has 1 to 32 letters")]
    [InlineData("CHINA", "NOPE", "NOPE is not in the watchlist")]
    [InlineData("CHINA", "DGS10", "has no return")]
    [InlineData("CHINA", "2800.HK", "closes more than 90 minutes")]
    [InlineData("CHINA", "SPY", "name one with \"benchmark\"")]
    public void Portfolio_that_cannot_be_scored_is_refused_with_the_fix(string name, string second, string sentence) =>
        Should.Throw<ArgumentException>(() => new Watchlist(Known).With([Of(name, ("KWEB", 1), (second, 1))])).Message
            .ShouldContain(sentence);

    [Fact]
    public void Return_of_a_portfolio_is_the_weighted_return_of_its_members_on_dates_that_all_have()
    {
        Dictionary<string, PriceHistory> histories = new()
        {
            ["A"] = Prices("A", (3, 100), (4, 110), (5, 99)),
            ["B"] = Prices("B", (2, 50), (3, 50), (4, 45), (5, 45)) with { PriceRevision = 3 },
        };

        PriceHistory combined = Of("P", ("A", 0.5), ("B", 0.5)).Combine(histories);

        combined.Bars.Select(bar => bar.Date.Day).ShouldBe([4, 5]);
        combined.Bars[0].Close.ShouldBe(100, 1e-12);
        combined.Bars[1].Close.ShouldBe(95, 1e-12);
        combined.PriceRevision.ShouldBe(3);
        combined.Source.ShouldBe("file");
    }

    [Fact]
    public void Portfolio_that_loses_everything_or_has_no_common_dates_is_refused()
    {
        Dictionary<string, PriceHistory> histories = new() { ["A"] = Prices("A", (3, 100), (4, 300)), ["B"] = Prices("B", (5, 1), (6, 1)) };

        Should.Throw<ArgumentException>(() => Of("P", ("A", -1)).Combine(histories)).Message
            .ShouldContain("loses everything on 2024-01-04");
        Should.Throw<ArgumentException>(() => Of("P", ("A", 1), ("B", 1)).Combine(histories)).Message.ShouldContain("no two dates");
    }

    private static Portfolio Of(string name, params (string Symbol, double Weight)[] members) =>
        new(name, [.. members.Select(member => KeyValuePair.Create(member.Symbol, member.Weight))]);

    private static PriceHistory Prices(string symbol, params (int Day, double Close)[] bars) =>
        new() { Symbol = symbol, Bars = [.. bars.Select(bar => PriceBar.OfClose(new DateOnly(2024, 1, bar.Day), bar.Close))] };
}
