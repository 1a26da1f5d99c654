using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>The content of profiles, and nulls with a reason for bad input.</summary>
public class SensitivityStudyTests
{
    private static readonly EventWindow Window = new(-1, 1);

    [Fact]
    public void Events_that_share_a_day_are_one_observation_of_their_summed_intensity()
    {
        SimulatedWorld world = World(eventDays: 30);
        IEnumerable<TradeEvent> again =
            world.EventIndex.Events.Select(e => e with { EventId = e.EventId + "-again", Stance = Stance.Mixed });
        EventIndex eventIndex = new([.. world.EventIndex.Events, .. again]);

        JoinedReturns returns = world.Instrument(0);
        SensitivityProfile single = Row(Measure(world, world.EventIndex, returns), "all");
        SensitivityProfile twice = Row(Measure(world, eventIndex, returns), "all");

        (twice.Events, twice.EventDays).ShouldBe((60, 30));
        twice.BetaBps.ShouldBe(single.BetaBps);
        twice.EscalationMeanPct.ShouldBe(single.EscalationMeanPct);
    }

    [Fact]
    public void Kinds_have_a_row_from_eight_event_days_on()
    {
        SimulatedWorld world = World(eventDays: 30);
        EventIndex eventIndex = new(world.EventIndex.Events.Select((e, i) => e with
        {
            Topics = i < 7 ? ["rare_earths"] : i < 20 ? ["autos"] : [],
            Pairs = ["US-CN"],
        }));

        IReadOnlyList<SensitivityProfile> rows = Measure(world, eventIndex);

        rows.Where(row => row.Horizon == "all").Select(row => $"{row.Kind} {row.Value} {row.EventDays}")
            .ShouldBe(["all all 30", "measure tariff 30", "pair US-CN 30", "topic autos 13"]);
    }

    [Fact]
    public void Horizons_look_back_from_the_last_session()
    {
        SimulatedWorld world = World(eventDays: 80, quietAfter: 200);

        IReadOnlyList<SensitivityProfile> rows = Measure(world, world.EventIndex);

        DateOnly asOf = world.Sessions[^1];
        Row(rows, "12m").EventDays.ShouldBe(world.Days.Count(day => asOf.DayNumber - day.DayNumber < 365));
        Row(rows, "12m").EventDays.ShouldBeInRange(6, 79);
        Row(rows, "halflife").EventDays.ShouldBe(80);
        Row(rows, "halflife").BetaBps.ShouldNotBe(Row(rows, "all").BetaBps);
        rows.ShouldAllBe(row => row.AsOfUtc == new DateTimeOffset(asOf, TimeOnly.MinValue, TimeSpan.Zero));
    }

    [Fact]
    public void Instruments_in_any_order_give_the_same_rows_to_the_bit()
    {
        SimulatedWorld world = World(eventDays: 40);
        JoinedReturns[] returns = [.. Enumerable.Range(0, 6).Select(world.Instrument)];

        string Rows(IEnumerable<JoinedReturns> order)
        {
            SensitivityStudy study = Study(world, world.EventIndex);
            foreach (JoinedReturns one in order)
            {
                study.Add("equity", one, Observed(world.EventIndex, one));
            }

            return Text(study.Complete());
        }

        Rows(returns.Reverse()).ShouldBe(Rows(returns));
    }

    [Fact]
    public void Without_events_every_instrument_has_a_row_that_says_so()
    {
        SimulatedWorld world = World(eventDays: 1);

        IReadOnlyList<SensitivityProfile> rows = Measure(world, new EventIndex([]));

        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(row => row.Status == SensitivityStatus.NoEvents && row.BetaBps == null && row.EscalationMeanPct == null);
    }

    [Theory]
    [InlineData(1, SensitivityStatus.TooFewEvents)]
    [InlineData(5, SensitivityStatus.TooFewEvents)]
    [InlineData(6, SensitivityStatus.Enough)]
    public void Fewer_than_six_event_days_are_too_few(int eventDays, SensitivityStatus status)
    {
        SimulatedWorld world = World(eventDays);

        SensitivityProfile row = Row(Measure(world, world.EventIndex), "all");

        row.Status.ShouldBe(status);
        row.EventDays.ShouldBe(eventDays);
        (row.BetaBps is null).ShouldBe(status == SensitivityStatus.TooFewEvents);
    }

    [Fact]
    public void All_events_on_one_day_are_too_few()
    {
        SimulatedWorld world = World(eventDays: 20);
        DateTimeOffset time = world.EventIndex.Events[5].EventTimeUtc;
        EventIndex eventIndex = new(world.EventIndex.Events.Select(e => e with { EventTimeUtc = time }));

        SensitivityProfile row = Row(Measure(world, eventIndex), "all");

        (row.Events, row.EventDays, row.Status).ShouldBe((20, 1, SensitivityStatus.TooFewEvents));
    }

    [Fact]
    public void Intensities_all_equal_have_means_but_no_slope()
    {
        SimulatedWorld world = World(eventDays: 30);
        EventIndex eventIndex = new(world.EventIndex.Events.Select(e => e with { Stance = Stance.Escalation, Intensity = 50 }));

        SensitivityProfile row = Row(Measure(world, eventIndex), "all");

        row.BetaBps.ShouldBeNull();
        row.Reason.ShouldContain("constant_intensity");
        row.EscalationMeanPct.ShouldNotBeNull();
        row.DeescalationMeanPct.ShouldBeNull();
    }

    [Fact]
    public void An_instrument_without_prices_has_rows_that_say_so()
    {
        SimulatedWorld world = World(eventDays: 10);
        SensitivityStudy study = Study(world, world.EventIndex);
        study.AddWithoutPrices("NONE", "fx", SensitivityStatus.NoPrices);

        study.Complete().ShouldAllBe(row => row.Status == SensitivityStatus.NoPrices && row.BetaBps == null);
    }

    [Fact]
    public void Too_few_quiet_days_leave_the_placebo_out()
    {
        SimulatedWorld world = World(eventDays: 40, quietAfter: 5, spacing: 0.5);

        SensitivityProfile row = Row(Measure(world, world.EventIndex), "all");

        row.PPlacebo.ShouldBeNull();
        row.Reason.ShouldContain("too_few_quiet_days");
    }

    private static SimulatedWorld World(int eventDays, int quietAfter = 60, double spacing = 4) =>
        new(3, new WorldPlan
        {
            Instruments = 6,
            EventDays = eventDays,
            Spacing = spacing,
            BetaDeviation = 2,
            Window = Window,
            QuietAfter = quietAfter,
        });

    private static SensitivityStudy Study(SimulatedWorld world, EventIndex eventIndex) =>
        new(new EventStudy(new StudyOptions()), eventIndex, world.Sessions, new SensitivityOptions { Windows = [Window] });

    [Fact]
    public void Reactions_to_both_stances_are_one_family_over_the_instruments()
    {
        var world = new SimulatedWorld(4, new WorldPlan
        {
            Instruments = 5,
            EventDays = 60,
            Spacing = 5,
            BetaDeviation = 2,
            Window = new EventWindow(0, 0),
        });
        SensitivityProfile[] rows = [.. world.Measure(means: true).Where(row => row is { Horizon: "all", Kind: "all" })];

        double[] p = [.. rows.SelectMany(row => new[] { row.PEscalation!.Value, row.PDeescalation!.Value }).Order()];
        foreach (SensitivityProfile row in rows)
        {
            row.QEscalation!.Value.ShouldBe(SlowQ(row.PEscalation!.Value), 1e-12);
            row.QDeescalation!.Value.ShouldBe(SlowQ(row.PDeescalation!.Value), 1e-12);
        }

        p.Length.ShouldBe(10);
        double SlowQ(double own) => Enumerable.Range(0, 10).Where(i => p[i] >= own).Min(i => Math.Min(1, p[i] * 10 / (i + 1)));
    }

    [Fact]
    public void Fixing_that_follows_the_session_before_is_marked_on_every_row()
    {
        SimulatedWorld world = World(eventDays: 30);
        JoinedReturns fresh = world.Instrument(0);
        double level = 100;
        PriceBar[] late =
        [
            PriceBar.OfClose(fresh.Dates[0], level),
            .. Enumerable.Range(1, fresh.Count - 1).Select(t => PriceBar.OfClose(
                fresh.Dates[t], level *= 1 + (fresh.Returns[t] / 2) + (fresh.BenchmarkReturns[t - 1] / 2))),
        ];
        var stale = JoinedReturns.Join(new PriceHistory { Symbol = "LATE", Bars = late }, world.Benchmark);

        Measure(world, world.EventIndex, fresh).ShouldAllBe(row => row.Marks.Count == 0);
        Measure(world, world.EventIndex, stale).ShouldAllBe(row => row.Marks.Single() == LeadLag.StaleFixing);
    }

    private static IReadOnlyList<SensitivityProfile> Measure(SimulatedWorld world, EventIndex eventIndex) =>
        Measure(world, eventIndex, world.Instrument(0));

    private static IReadOnlyList<SensitivityProfile> Measure(SimulatedWorld world, EventIndex eventIndex, JoinedReturns returns)
    {
        SensitivityStudy study = Study(world, eventIndex);
        study.Add("equity", returns, Observed(eventIndex, returns));
        IReadOnlyList<SensitivityProfile> rows = study.Complete();
        foreach (RowColumn column in RowSchema.Of<SensitivityProfile>().Columns)
        {
            rows.ShouldAllBe(row => !(column.Read(row) is double && !double.IsFinite((double)column.Read(row)!)), column.Name);
        }

        return rows;
    }

    private static ObservedEvent[][] Observed(EventIndex eventIndex, JoinedReturns returns)
    {
        var engine = new EventStudy(new StudyOptions());
        return
        [
            [
                .. eventIndex.Events.Select((e, i) => (Day: DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime), Position: i))
                    .Select(one => (one.Day, one.Position, Result: engine.Evaluate(returns, returns.IndexOnOrAfter(one.Day), Window)))
                    .Select(one => new ObservedEvent(one.Position, one.Day)
                    {
                        Car = one.Result.Car ?? double.NaN,
                        Scar = one.Result.Scar ?? double.NaN,
                        VolatilityScore = one.Result.VolatilityScore ?? double.NaN,
                    }),
            ],
        ];
    }

    private static SensitivityProfile Row(IReadOnlyList<SensitivityProfile> rows, string horizon) =>
        rows.Single(row => row.Horizon == horizon && row.Kind == "all");

    private static string Text(IReadOnlyList<SensitivityProfile> rows) => System.Text.Json.JsonSerializer.Serialize(rows);
}
