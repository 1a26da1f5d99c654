using MarketPulse.Core.Analogues;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Tests.Analogues;

public class AnalogueOutcomeTests
{
    [Fact]
    public void Five_final_scores_give_quartiles_and_the_share_of_falls()
    {
        AnalogueOutcome outcome = AnalogueOutcome.Summarize(
            [.. new double[] { 4, -3, 1, 2, -1 }.Select(car => Score(car)), Score(99, ScoreStatus.Provisional)]).ShouldHaveSingleItem();

        outcome.ShouldBe(new AnalogueOutcome
        {
            Symbol = "FXI",
            WindowKey = "p0_p0",
            Count = 5,
            CarQ1Pct = -1,
            CarMedianPct = 1,
            CarQ3Pct = 2,
            ShareNegative = 0.4,
            AdjustedQ1 = -10,
            AdjustedMedian = 10,
            AdjustedQ3 = 20,
        });
    }

    [Fact]
    public void Four_are_counted_and_give_no_distribution()
    {
        AnalogueOutcome outcome = AnalogueOutcome.Summarize(new double[] { 4, -3, 1, 2 }.Select(car => Score(car))).ShouldHaveSingleItem();

        outcome.Count.ShouldBe(4);
        outcome.CarMedianPct.ShouldBeNull();
        outcome.ShareNegative.ShouldBeNull();
        outcome.AdjustedMedian.ShouldBeNull();
    }

    private static ImpactScore Score(double car, ScoreStatus status = ScoreStatus.Final) => new()
    {
        EventId = $"event{car}",
        EventTimeUtc = default,
        Symbol = "FXI",
        WindowKey = "p0_p0",
        Status = status,
        CarPct = car,
        AdjustedScore = 10 * car,
    };
}
