using MarketPulse.Core.Markets;
using MarketPulse.Local.Sample;

namespace MarketPulse.Local.Tests.Sample;

public class SimulatedMarketTests
{
    private static readonly IReadOnlyList<PlantedReaction> Planted = SampleFiles.ReadPlanted();
    private static readonly SimulatedMarket Market = new(Planted);

    [Fact]
    public void Two_markets_are_the_same_bar_for_bar()
    {
        var again = new SimulatedMarket(Planted);

        foreach ((string symbol, PriceHistory history) in Market.Histories)
        {
            again.Histories[symbol].Bars.ShouldBe(history.Bars);
        }
    }

    [Fact]
    public void Planted_reactions_are_the_only_difference_from_a_market_without_them()
    {
        var quiet = new SimulatedMarket([]);

        foreach (PlantedReaction reaction in Planted)
        {
            double difference = ReturnOn(Market, reaction) - ReturnOn(quiet, reaction);
            (100 * difference).ShouldBe(reaction.EffectPct, 0.05, $"{reaction.Symbol} on {reaction.Day0}");
        }

        quiet.Histories[SimulatedInstrument.Market].Bars.ShouldBe(Market.Histories[SimulatedInstrument.Market].Bars);
        quiet.Histories["SIM.UTIL"].Bars.ShouldBe(Market.Histories["SIM.UTIL"].Bars);
    }

    [Fact]
    public void Bars_cover_two_years_of_sessions_with_prices_that_hang_together()
    {
        Market.Histories.Count.ShouldBe(SimulatedInstrument.Watchlist.Count);

        // Sessions of the New York Stock Exchange in 2024 and 2025.
        Market.Sessions.Count.ShouldBe(252 + 250);
        foreach (PriceBar bar in Market.Histories.Values.SelectMany(history => history.Bars))
        {
            bar.Low.ShouldBeGreaterThan(0);
            bar.Low.ShouldBeLessThanOrEqualTo(Math.Min(bar.Open, bar.Close));
            bar.High.ShouldBeGreaterThanOrEqualTo(Math.Max(bar.Open, bar.Close));
            bar.Volume.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Every_planted_reaction_lies_on_a_session_of_a_watched_instrument()
    {
        Planted.ShouldAllBe(reaction => Market.Sessions.Contains(reaction.Day0));
        Planted.ShouldAllBe(reaction => Market.Histories.ContainsKey(reaction.Symbol));
        Market.PlantedPct("SIM.RARE", new DateOnly(2025, 4, 4), -1, 1).ShouldBe(2 + 9, 1e-12);
    }

    private static double ReturnOn(SimulatedMarket market, PlantedReaction reaction)
    {
        IReadOnlyList<PriceBar> bars = market.Histories[reaction.Symbol].Bars;
        int t = bars.ToList().FindIndex(bar => bar.Date == reaction.Day0);
        return (bars[t].Close / bars[t - 1].Close) - 1;
    }
}
