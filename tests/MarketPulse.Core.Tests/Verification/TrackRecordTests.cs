using MarketPulse.Core.Analogues;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Numerics;
using MarketPulse.Core.Verification;

namespace MarketPulse.Core.Tests.Verification;

public class TrackRecordTests
{
    private static readonly DateTimeOffset Time = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_outcome_is_compared_with_each_part_of_its_forecast()
    {
        ForecastSeries series = Series() with
        {
            PredictedPct = -1,
            HalfWidthPct = 2,
            AdaptiveMultiplier = 1.5,
            Analogues = [-3, -1, 1],
            Unconditional = [0, 1, 2],
        };

        ForecastOutcome outcome = Outcome(series, -3.5);

        (outcome.IsInside, outcome.IsInsideAdaptive).ShouldBe((false, true));
        outcome.CrpsAnaloguesPct!.Value.ShouldBe(((0.5 + 2.5 + 4.5) / 3) - (8.0 / 9), 1e-12);
        outcome.CrpsUnconditionalPct!.Value.ShouldBe(4.5 - (4.0 / 9), 1e-12);
        outcome.Pit!.Value.ShouldBe(0.00714, 1e-5, "2.5 half-widths of 2 are 2.4500 standard deviations");
        double deviation = 2 / 1.959963984540054;
        double[] sample = [.. Enumerable.Range(0, 20_000).Select(i => -1 + (deviation * Normal.Quantile((i + 0.5) / 20_000)))];
        outcome.CrpsScenarioPct!.Value.ShouldBe(Crps.Of(sample, [.. sample.Select(_ => 1.0)], -3.5), 1e-3);
    }

    [Fact]
    public void An_outcome_without_a_prediction_counts_only_where_there_is_a_distribution()
    {
        ForecastOutcome outcome = Outcome(Series() with { Unconditional = [0, 1, 2] }, 1);

        (outcome.IsInside, outcome.IsInsideAdaptive, outcome.Pit, outcome.CrpsScenarioPct, outcome.CrpsAnaloguesPct)
            .ShouldBe((null, null, null, null, null));
        outcome.CrpsUnconditionalPct.ShouldNotBeNull();
        TrackRecord record = TrackRecord.Summarize([outcome.Accuracy])[0];
        (record.Forecasts, record.Coverage, record.WidthPct).ShouldBe((1, null, null));
    }

    [Fact]
    public void Skill_compares_the_scenarios_with_all_past_events_over_the_same_forecasts()
    {
        ForecastAccuracy both = Outcome(Series(), 0).Accuracy with { CrpsScenarioPct = 0.3, CrpsUnconditionalPct = 0.4 };

        TrackRecord record = TrackRecord.Summarize(
        [
            both, both with { CrpsScenarioPct = 0.6, CrpsUnconditionalPct = 0.6 },
            both with { CrpsScenarioPct = null, CrpsUnconditionalPct = 9 },
        ])[0];

        record.CrpsSkill!.Value.ShouldBe(0.1, 1e-12);
        TrackRecord.Summarize([both with { CrpsUnconditionalPct = null }])[0].CrpsSkill.ShouldBeNull();
    }

    [Fact]
    public void The_record_is_by_window_kind_and_month_with_the_outcomes_of_a_day_as_one()
    {
        ForecastSeries series = Series() with { PredictedPct = 0, HalfWidthPct = 2, AdaptiveMultiplier = 2 };
        ForecastOutcome[] outcomes =
        [
            Outcome(series, 1), Outcome(series, 3),
            Outcome(series with { Day0 = new DateOnly(2025, 7, 1) }, -1) with { Kind = "talks" },
            Outcome(series with { WindowKey = "p0_p5" }, 5),
        ];

        IReadOnlyList<TrackRecord> records = TrackRecord.Summarize(outcomes.Select(outcome => outcome.Accuracy));

        records.Select(record => (record.WindowKey, record.Group, record.Value, record.Forecasts)).ShouldBe(
        [
            ("p0_p0", "all", "all", 3), ("p0_p5", "all", "all", 1),
            ("p0_p0", "kind", "talks", 1), ("p0_p0", "kind", "tariff", 2), ("p0_p5", "kind", "tariff", 1),
            ("p0_p0", "month", "2025-06", 2), ("p0_p0", "month", "2025-07", 1), ("p0_p5", "month", "2025-06", 1),
        ]);
        TrackRecord all = records[0];
        all.EventDays.ShouldBe(2);
        all.Coverage!.Value.ShouldBe(2.0 / 3, 1e-12);
        all.CoverageAdaptive.ShouldBe(1);
        (all.WidthPct, all.WidthAdaptivePct).ShouldBe((4, 8));
        all.CoverageLo.ShouldNotBeNull();
        all.Histogram.Sum().ShouldBe(3);
        all.Histogram[9].ShouldBe(1);
        records[1].CoverageLo.ShouldBeNull("one day has no interval");
    }

    [Fact]
    public void Quantiles_of_a_distribution_follow_the_weights()
    {
        var distribution = new ReactionDistribution([new(5, 0.4), new(1, 0), new(3, 0)]);

        distribution.Quantiles(double.PositiveInfinity, 3).ShouldBe([1, 3, 5]);
        distribution.Quantiles(0.05, 4).ShouldBe([1, 1, 3, 3]);
        distribution.Quantiles(double.PositiveInfinity, 1).ShouldBe([3]);
    }

    private static ForecastSeries Series() => new()
    {
        Symbol = "FXI",
        WindowKey = "p0_p0",
        Day0 = new DateOnly(2025, 6, 2),
        CloseUtc = Time.AddHours(8),
    };

    private static ForecastOutcome Outcome(ForecastSeries series, double car) => ForecastOutcome.Of(
        new Forecast
        {
            Sequence = 1,
            EventId = "20250602T120000Z-00000001",
            Revision = 1,
            EventTimeUtc = Time,
            LockedUtc = Time.AddMinutes(5),
            Intensity = 50,
            Kind = "tariff",
        },
        series,
        new ImpactScore
        {
            EventId = "20250602T120000Z-00000001",
            EventTimeUtc = Time,
            Symbol = series.Symbol,
            WindowKey = series.WindowKey,
            Status = ScoreStatus.Final,
            Day0 = series.Day0,
            CarPct = car,
        });
}
