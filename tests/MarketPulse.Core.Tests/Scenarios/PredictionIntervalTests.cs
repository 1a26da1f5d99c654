using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Tests.Sensitivity;

namespace MarketPulse.Core.Tests.Scenarios;

/// <summary>Simulated markets with planted betas and t(4) GARCH noise: the last event of each is predicted from those before it.</summary>
[Trait("Category", "Long")]
public class PredictionIntervalTests
{
    private const int Worlds = 500, Instruments = 4;

    [Theory]
    [InlineData(0, 0, 20, 8)]
    [InlineData(-1, 1, 40, 8)]
    [InlineData(-1, 1, 12, 8)]
    [InlineData(0, 5, 40, 12)]
    [InlineData(0, 5, 100, 3)]
    public void Interval_holds_what_follows_the_next_event_in_92_to_98_of_100_worlds(int start, int end, int eventDays, int spacing)
    {
        var window = new EventWindow(start, end);
        var engine = new EventStudy(new StudyOptions());
        int covered = 0, zeroInside = 0, all = 0;
        for (int seed = 0; seed < Worlds; seed++)
        {
            // With an event every third session, what follows over six holds the rest of the event before.
            var plan = new WorldPlan
            {
                Instruments = Instruments,
                EventDays = eventDays + 1,
                Spacing = spacing,
                BetaDeviation = 4,
                Window = window,
            };
            var world = new SimulatedWorld(seed, plan);
            EventIndex known = new(world.EventIndex.Events.SkipLast(1));
            DateOnly next = world.Days[^1];
            var study = new SensitivityStudy(engine, known, world.Sessions, new SensitivityOptions { Windows = [window], Placebo = false });
            var outcomes = new Dictionary<string, double>(StringComparer.Ordinal);
            for (int i = 0; i < Instruments; i++)
            {
                PriceHistory history = world.History(i);
                JoinedReturns whole = JoinedReturns.Join(history, world.Benchmark, PriceBasis.Close);
                outcomes[history.Symbol] = engine.Evaluate(whole, whole.IndexOnOrAfter(next), window).Car!.Value * 100;
                study.Add(
                    "equity",
                    JoinedReturns.Join(Before(history, next), Before(world.Benchmark, next), PriceBasis.Close),
                    [[.. world.Days.SkipLast(1).Select((day, e) => new ObservedEvent(e, day) { Car = 0 })]]);
            }

            var scenario = new Scenario { Intensity = EventIndex.SignedIntensity(world.EventIndex.Events[^1]), Window = window };
            foreach (ScenarioEffect effect in ScenarioAnswer.FromProfiles(scenario, study.Complete()).Effects)
            {
                double outcome = outcomes[effect.Symbol];
                covered += effect.PredictedLoPct <= outcome && outcome <= effect.PredictedHiPct ? 1 : 0;
                zeroInside += effect.ZeroInside == true ? 1 : 0;
                all++;
            }
        }

        double share = (double)covered / all;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{window.Label}, {eventDays} event days, one in {spacing} sessions: "
            + $"{share:0.0000} of {all} inside, zero inside in {(double)zeroInside / all:0.00}");
        all.ShouldBe(Worlds * Instruments);
        share.ShouldBeInRange(0.92, 0.98);
    }

    private static PriceHistory Before(PriceHistory history, DateOnly day) =>
        history with { Bars = [.. history.Bars.TakeWhile(bar => bar.Date < day)] };
}
