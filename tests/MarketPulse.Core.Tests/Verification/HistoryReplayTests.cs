using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class HistoryReplayTests
{
    private const int Events = 40, Many = 80, Spacing = 9, FirstEvent = 140;
    private static readonly DateOnly Start = new(2020, 1, 1);
    private static readonly Instrument[] Instruments =
        [new() { Symbol = "MKT" }, .. Enumerable.Range(0, 3).Select(i => new Instrument { Symbol = $"S{i}", Benchmark = "MKT" })];
    private static readonly EventStudy Engine = new(new StudyOptions());

    [Fact]
    public void Nothing_later_than_an_event_changes_what_would_have_been_said_of_it()
    {
        World world = World.Draw(seed: 3, reaction: 0.0004);
        TradeEvent now = world.Events[30];
        DateOnly day = Day(30);
        World future = world with
        {
            Events = [.. world.Events.Select((e, i) => i > 30 ? OtherEvent(e) : e)],
            Histories = world.Histories.ToDictionary(
                pair => pair.Key,
                pair => pair.Value with { Bars = [.. pair.Value.Bars.Select(bar => bar.Date < day ? bar : OtherBar(bar))] }),
            Scores = [.. world.Scores.Select(score => IsUnknown(score, day) ? OtherScore(score) : score)],
        };

        ScenarioOutcome[] before = [.. world.Replay().Scenarios(now)], after = [.. future.Replay().Scenarios(now)];

        before.Length.ShouldBe(3 * 3, "instruments x windows");
        before.ShouldAllBe(outcome => outcome.Effect.IsPredicted);
        after.Select(outcome => outcome.Effect.PredictedLoPct).ShouldBe(before.Select(outcome => outcome.Effect.PredictedLoPct));
        future.Replay().Analogues(now).ShouldBe(world.Replay().Analogues(now));

        // A score is unknown until its longest window has closed; that of the day itself is what is predicted.
        static bool IsUnknown(ImpactScore score, DateOnly day) => score.Day0 != day && score.Day0!.Value.AddDays(5) >= day;

        static TradeEvent OtherEvent(TradeEvent e) => e with { Intensity = 99, Stance = Stance.Deescalation, Measures = ["talks"] };

        static PriceBar OtherBar(PriceBar bar) => bar with { Close = bar.Close * 3 };

        static ImpactScore OtherScore(ImpactScore score) => score with { CarPct = 77 };
    }

    [Fact]
    public void A_prediction_is_that_of_the_profiles_measured_on_what_was_known()
    {
        World world = World.Draw(seed: 4, reaction: 0.0004);
        DateOnly day = Day(25);
        var eventIndex = new EventIndex(world.Events.Take(25));
        var study = new SensitivityStudy(Engine, eventIndex, [], new SensitivityOptions { Placebo = false });
        foreach (Instrument instrument in Instruments.Skip(1))
        {
            JoinedReturns known = JoinedReturns.Join(Before(world.Histories[instrument.Symbol], day), Before(world.Histories["MKT"], day));
            var observed = new ScoreObservations(eventIndex, EventWindow.Defaults, includeDateOnly: false);
            foreach (ImpactScore score in world.Scores.Where(score => score.Symbol == instrument.Symbol && score.Day0 < day.AddDays(-5)))
            {
                observed.Add(score);
            }

            study.Add(instrument.AssetClass, known, observed.Windows);
        }

        var scenario = new Scenario
        {
            Intensity = EventIndex.SignedIntensity(world.Events[25]),
            Measure = "tariff",
            Pair = "US-CN",
            Window = new EventWindow(0, 5),
        };
        IEnumerable<ScenarioEffect> expected = ScenarioAnswer.FromProfiles(scenario, study.Complete()).Effects;

        IEnumerable<ScenarioEffect> replayed =
            world.Replay().Scenarios(world.Events[25]).Select(outcome => outcome.Effect).Where(effect => effect.WindowKey == "p0_p5");

        Facts(replayed).ShouldBe(Facts(expected));

        static IEnumerable<object?> Facts(IEnumerable<ScenarioEffect> effects) => effects.Select(effect => (object)(
            effect.Symbol, effect.Kind, effect.Value, effect.EventDays, effect.PredictedPct, effect.PredictedLoPct, effect.PredictedHiPct));
    }

    [Fact]
    public void Analogues_are_better_where_like_events_had_like_effects_and_do_no_harm_where_nothing_works()
    {
        AnalogueSkill works = Skill(World.Draw(seed: 5, reaction: 0.002, Many)), nothing = Skill(World.Draw(seed: 6, reaction: 0, Many));

        works.Verdict.ShouldBe("better");
        works.CrpsAnaloguesPct!.Value.ShouldBeLessThan(works.CrpsUnconditionalPct!.Value);
        works.Weighted.ShouldBeGreaterThan(100);
        (nothing.CrpsAnaloguesPct / nothing.CrpsUnconditionalPct)!.Value.ShouldBe(1, 0.01);
        nothing.EventDays.ShouldBeGreaterThan(20);

        static AnalogueSkill Skill(World world)
        {
            HistoryReplay replay = world.Replay();
            return AnalogueSkill.Summarize(
                new EventWindow(0, 0), replay.Events.SelectMany(replay.Analogues).Where(score => score.WindowKey == "p0_p0"));
        }
    }

    [Fact]
    public void Coverage_counts_the_outcomes_of_one_day_as_one()
    {
        ScenarioOutcome[] outcomes =
            [Outcome(1, 0), Outcome(1, 9), Outcome(2, 0), Outcome(2, 0), Outcome(3, 0, overlaps: true), Outcome(4, 0, predicted: false)];

        ScenarioCoverage coverage = ScenarioCoverage.Summarize("p0_p0", outcomes);

        (coverage.EventDays, coverage.Predictions, coverage.WithoutPrediction, coverage.Alone).ShouldBe((3, 5, 1, 4));
        coverage.Coverage!.Value.ShouldBe(0.8, 1e-12);
        coverage.CoverageAlone!.Value.ShouldBe(0.75, 1e-12);
        coverage.WidthPct!.Value.ShouldBe(4, 1e-12);

        // Sums of the deviations by day: 0.2 - 0.8, 2 x 0.2, 0.2; t(2).
        double error = Math.Sqrt(((0.6 * 0.6) + (0.4 * 0.4) + (0.2 * 0.2)) * 3 / 2) / 5;
        coverage.CoverageLo!.Value.ShouldBe(Math.Max(0, 0.8 - (4.302652729911275 * error)), 1e-9);
        coverage.CoverageHi!.Value.ShouldBe(1);
    }

    [Fact]
    public void The_record_of_replayed_forecasts_agrees_with_the_coverage_and_the_likeness_of_the_replay()
    {
        HistoryReplay replay = World.Draw(seed: 7, reaction: 0.0004).Replay();
        var scenarios = new List<ScenarioOutcome>();
        var analogues = new List<AnalogueOutcomeScore>();
        var accuracies = new List<ForecastAccuracy>();
        foreach (TradeEvent found in replay.Events)
        {
            ScenarioOutcome[] outcomes = [.. replay.Scenarios(found)];
            AnalogueOutcomeScore[] scores = [.. replay.Analogues(found)];
            scenarios.AddRange(outcomes);
            analogues.AddRange(scores);
            accuracies.AddRange(ForecastAccuracy.OfReplay(found, outcomes, scores));
        }

        TrackRecord[] all = [.. TrackRecord.Summarize(accuracies).Where(record => record.Group == "all")];

        all.Select(record => record.WindowKey).ShouldBe(["p0_p0", "p0_p5"], "the ledger has no window that starts before day 0");
        foreach (TrackRecord record in all)
        {
            ScenarioCoverage coverage = ScenarioCoverage.Summarize(
                record.WindowKey, scenarios.Where(one => one.Effect.WindowKey == record.WindowKey));
            record.Forecasts.ShouldBe(coverage.Predictions + coverage.WithoutPrediction);
            (record.Coverage, record.CoverageLo, record.CoverageHi, record.CoverageAdaptive)
                .ShouldBe((coverage.Coverage, coverage.CoverageLo, coverage.CoverageHi, coverage.CoverageAdaptive));
            record.WidthPct!.Value.ShouldBe(coverage.WidthPct!.Value, 1e-9);
            record.WidthAdaptivePct!.Value.ShouldBe(coverage.WidthAdaptivePct!.Value, 1e-9);
            record.Histogram.Sum().ShouldBe(coverage.Predictions);
            record.CrpsUnconditionalPct!.Value.ShouldBe(
                analogues.Where(one => one.WindowKey == record.WindowKey).Average(one => one.Unconditional), 1e-9);
            record.CrpsSkill!.Value.ShouldBeGreaterThan(0, "in this world, reactions follow from intensity");
        }
    }

    private static DateOnly Day(int number) => Start.AddDays(FirstEvent + (number * Spacing));

    private static PriceHistory Before(PriceHistory history, DateOnly day) =>
        history with { Bars = [.. history.Bars.TakeWhile(bar => bar.Date < day)] };

    private static ScenarioOutcome Outcome(int day, double car, bool overlaps = false, bool predicted = true) => new(
        new ScenarioEffect
        {
            Symbol = "S0",
            WindowKey = "p0_p0",
            Horizon = "all",
            Intensity = 50,
            Kind = "all",
            Value = "all",
            PredictedPct = predicted ? 0 : null,
            PredictedLoPct = predicted ? -2 : null,
            PredictedHiPct = predicted ? 2 : null,
            ZeroInside = predicted ? true : null,
        },
        Start.AddDays(day),
        car,
        overlaps);

    /// <summary>An event every nine sessions; its signed intensity moves every instrument on day 0.</summary>
    private sealed record World(
        IReadOnlyList<TradeEvent> Events, Dictionary<string, PriceHistory> Histories, IReadOnlyList<ImpactScore> Scores)
    {
        public HistoryReplay Replay() => new(Instruments, Histories, Events, Scores, new StudyOptions());

        public static World Draw(int seed, double reaction, int count = HistoryReplayTests.Events)
        {
            var random = new Random(seed);
            TradeEvent[] events = [.. Enumerable.Range(0, count).Select(i => Event(i, random))];
            int sessions = FirstEvent + (count * Spacing);
            var market = new double[sessions];
            var histories = new Dictionary<string, PriceHistory>(StringComparer.Ordinal);
            foreach (Instrument instrument in Instruments)
            {
                double price = 100;
                histories[instrument.Symbol] = new PriceHistory
                {
                    Symbol = instrument.Symbol,
                    Bars = [.. Enumerable.Range(0, sessions).Select(t =>
                    {
                        double noise = 0.02 * (random.NextDouble() - 0.5);
                        market[t] = instrument.Benchmark is null ? noise : market[t];
                        TradeEvent? today = (t - FirstEvent) % Spacing == 0 && t >= FirstEvent ? events[(t - FirstEvent) / Spacing] : null;
                        double moved = today is null || instrument.Benchmark is null ? 0 : reaction * EventIndex.SignedIntensity(today);
                        return PriceBar.OfClose(
                            Start.AddDays(t), price *= 1 + (instrument.Benchmark is null ? noise : market[t] + noise + moved));
                    })],
                };
            }

            return new World(events, histories, [.. Instruments.Skip(1).SelectMany(instrument => Scored(instrument, histories, events))]);
        }

        private static TradeEvent Event(int number, Random random) => new()
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{Day(number):yyyyMMdd}T120000Z-{number:x8}"),
            EventTimeUtc = new DateTimeOffset(Day(number), new TimeOnly(12, 0), TimeSpan.Zero),
            Stance = random.Next(2) == 0 ? Stance.Escalation : Stance.Deescalation,
            Intensity = 30 + random.Next(60),
            Measures = ["tariff"],
            Pairs = ["US-CN"],
        };

        private static IEnumerable<ImpactScore> Scored(
            Instrument instrument, Dictionary<string, PriceHistory> histories, TradeEvent[] events)
        {
            JoinedReturns returns = JoinedReturns.Join(histories[instrument.Symbol], histories["MKT"]);
            return events.SelectMany((e, i) => EventWindow.Defaults.Select(window => new ImpactScore
            {
                EventId = e.EventId,
                EventTimeUtc = e.EventTimeUtc,
                Symbol = instrument.Symbol,
                WindowKey = window.Key,
                Status = ScoreStatus.Final,
                Day0 = Day(i),
                DayZeroCertainty = "exact",
                CarPct = 100 * Engine.Evaluate(returns, returns.IndexOnOrAfter(Day(i)), window).Car,
            }));
        }
    }
}
