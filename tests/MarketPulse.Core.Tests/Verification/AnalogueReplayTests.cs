using System.Globalization;
using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class AnalogueReplayTests
{
    private const int Instruments = 4;
    private static readonly EventWindow Window = new(0, 0);
    private static readonly DateTimeOffset Start = new(2020, 1, 6, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Measures = ["tariff", "export_control", "sanction", "talks"];
    private static readonly string[] Actors = ["CN", "EU", "JP", "MX"];

    [Fact]
    [Trait("Category", "Long")]
    public void Likeness_that_matters_is_found_in_four_of_five_of_200_worlds()
    {
        AnalogueSkill[] skills = [.. Enumerable.Range(0, 200).Select(seed => Skill(new World(seed, events: 150, likeness: 0.6)))];

        skills.Count(skill => skill.Verdict == "better").ShouldBeGreaterThanOrEqualTo(160);
        skills.Average(skill => skill.CrpsAnaloguesPct!.Value).ShouldBeLessThan(skills.Average(skill => skill.CrpsUnconditionalPct!.Value));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void Likeness_that_does_not_matter_costs_less_than_half_a_percent_over_200_worlds()
    {
        AnalogueSkill[] skills = [.. Enumerable.Range(0, 200).Select(seed => Skill(new World(seed, events: 150, likeness: 0)))];

        double cost = skills.Average(skill => skill.CrpsAnaloguesPct!.Value) / skills.Average(skill => skill.CrpsUnconditionalPct!.Value);
        cost.ShouldBeLessThan(1.005);
        skills.Count(skill => skill.Verdict == "worse").ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void Every_event_counts_the_same_until_30_have_settled()
    {
        var world = new World(seed: 1, events: 80, likeness: 3);
        AnalogueReplay replay = world.Replay();

        AnalogueOutcomeScore[] scores = [.. world.Events.Select(one => replay.Of(one).FirstOrDefault())];

        // Three of the seven days between events pass for an event to settle, and the first five that have are not forecast.
        int first = Array.FindIndex(scores, score => score.WindowKey is not null && double.IsFinite(score.Bandwidth));
        first.ShouldBeGreaterThanOrEqualTo(BandwidthChoice.Fewest + 3);
        scores[first..].Count(score => score.Bandwidth < 0.4).ShouldBeGreaterThan(20);
        scores[..first].ShouldAllBe(score => score.Analogues == score.Unconditional);
    }

    [Fact]
    public void Forecast_of_an_event_does_not_depend_on_later_ones_nor_on_the_order_of_asking()
    {
        var world = new World(seed: 2, events: 60, likeness: 1);
        World changed = world.WithOtherOutcomesFrom(50);
        TradeEvent asked = world.Events[50];
        AnalogueReplay before = world.Replay(), after = changed.Replay();
        AnalogueReplay inOrder = world.Replay();
        foreach (TradeEvent one in world.Events)
        {
            _ = inOrder.Of(one).ToArray();
        }

        // The outcome of the event itself is needed to score its forecast, so it is changed from the next one on.
        AnalogueOutcomeScore[] expected = [.. before.Of(asked)];
        expected.Length.ShouldBe(Instruments);
        after.Of(asked).ShouldBe(expected);
        inOrder.Of(asked).ShouldBe(expected);
    }

    private static AnalogueSkill Skill(World world)
    {
        AnalogueReplay replay = world.Replay();
        return AnalogueSkill.Summarize(Window, world.Events.SelectMany(replay.Of));
    }

    /// <summary>
    /// An event a week, of random measure, actor and stance. Each of the three has a random effect on each instrument, of the given size
    /// relative to the noise.
    /// </summary>
    private sealed class World
    {
        private readonly Dictionary<(string Event, string Symbol), double> _outcomes = [];

        public World(int seed, int events, double likeness)
        {
            var random = new Random(seed);
            double[,] effects = new double[Instruments, Measures.Length + Actors.Length + 2];
            for (int i = 0; i < effects.Length; i++)
            {
                effects[i % Instruments, i / Instruments] = likeness * Normal(random);
            }

            Events = [.. Enumerable.Range(0, events).Select(number => Event(number, random))];
            foreach (TradeEvent one in Events)
            {
                for (int i = 0; i < Instruments; i++)
                {
                    _outcomes[(one.EventId, $"S{i}")] = effects[i, Array.IndexOf(Measures, one.Measures[0])]
                        + effects[i, Measures.Length + Array.IndexOf(Actors, one.Actors[0])]
                        + effects[i, Measures.Length + Actors.Length + (one.Stance == Stance.Escalation ? 0 : 1)]
                        + Normal(random);
                }
            }
        }

        private World(IReadOnlyList<TradeEvent> events, Dictionary<(string Event, string Symbol), double> outcomes)
        {
            Events = events;
            _outcomes = outcomes;
        }

        public IReadOnlyList<TradeEvent> Events { get; }

        public AnalogueReplay Replay() => new(Events, Enumerable.Range(0, Instruments).Select(i => ($"S{i}", Window)), Score);

        public World WithOtherOutcomesFrom(int number)
        {
            HashSet<string> later = [.. Events.Skip(number + 1).Select(one => one.EventId)];
            return new World(
                Events,
                _outcomes.ToDictionary(pair => pair.Key, pair => later.Contains(pair.Key.Event) ? 100 - pair.Value : pair.Value));
        }

        private ImpactScore? Score(string eventId, string symbol, string window) => new()
        {
            EventId = eventId,
            EventTimeUtc = Start,
            Symbol = symbol,
            WindowKey = window,
            Status = ScoreStatus.Final,
            Day0 = DateOnly.ParseExact(eventId[..8], "yyyyMMdd", CultureInfo.InvariantCulture),
            CarPct = _outcomes[(eventId, symbol)],
        };

        private static TradeEvent Event(int number, Random random) => new()
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{Start.AddDays(7 * number):yyyyMMddTHHmmss}Z-{number:x8}"),
            EventTimeUtc = Start.AddDays(7 * number),
            Stance = random.Next(2) == 0 ? Stance.Escalation : Stance.Deescalation,
            Intensity = 30 + random.Next(60),
            Measures = [Measures[random.Next(Measures.Length)]],
            Actors = [Actors[random.Next(Actors.Length)]],
        };

        private static double Normal(Random random) =>
            Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
