using MarketPulse.Core.Numerics;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Scenarios;

public class ScenarioAnswerTests
{
    private static readonly Scenario Asked = new() { Intensity = 80, Measure = "tariff", Pair = "US-CN" };

    [Fact]
    public void Effect_is_beta_times_intensity_with_the_variances_of_parameter_and_window_added()
    {
        ScenarioEffect effect = ScenarioAnswer.FromProfiles(Asked, [Profile("FXI", "all", "all", beta: -1.5)]).Effects.Single();

        double half = StudentT.Quantile(0.975, (500 - 4) / 3) * Math.Sqrt((0.25 * 80 / 100 * 0.25 * 80 / 100) + (2.0 * 2.0));
        effect.PredictedPct!.Value.ShouldBe(-1.2, 1e-12);
        effect.PredictedLoPct!.Value.ShouldBe(-1.2 - half, 1e-12);
        effect.PredictedHiPct!.Value.ShouldBe(-1.2 + half, 1e-12);
        effect.ZeroInside.ShouldBe(true);
    }

    [Fact]
    public void Easing_moves_the_other_way_by_the_same_width()
    {
        SensitivityProfile profile = Profile("FXI", "all", "all", beta: -1.5);

        ScenarioEffect up = ScenarioAnswer.FromProfiles(Asked, [profile]).Effects.Single();
        ScenarioEffect down = ScenarioAnswer.FromProfiles(Asked with { Intensity = -80 }, [profile]).Effects.Single();

        down.PredictedPct.ShouldBe(-up.PredictedPct);
        down.PredictedLoPct.ShouldBe(-up.PredictedHiPct);
    }

    [Theory]
    [InlineData("measure", "tariff", "")]
    [InlineData("pair", "US-CN", "measure:tariff")]
    [InlineData("all", "all", "measure:tariff|pair:US-CN")]
    public void The_most_specific_kind_with_a_beta_is_used_and_those_passed_over_are_named(string kind, string value, string passedOver)
    {
        SensitivityProfile[] profiles =
        [
            Profile("FXI", "measure", "tariff", kind == "measure" ? -2 : null),
            .. kind == "all" ? Array.Empty<SensitivityProfile>() : [Profile("FXI", "pair", "US-CN", -1)],
            Profile("FXI", "all", "all", -0.5),
        ];

        ScenarioEffect effect = ScenarioAnswer.FromProfiles(Asked, profiles).Effects.Single();

        (effect.Kind, effect.Value).ShouldBe((kind, value));
        string.Join('|', effect.PassedOver).ShouldBe(passedOver);
        effect.IsPredicted.ShouldBeTrue();
    }

    [Fact]
    public void Most_negative_first_then_those_without_a_prediction_with_the_reason()
    {
        ScenarioAnswer answer = ScenarioAnswer.FromProfiles(Asked,
        [
            Profile("AAA", "all", "all", null) with { Status = SensitivityStatus.TooFewEvents, Reason = ["too_few_events"] },
            Profile("BBB", "all", "all", 9),
            Profile("CCC", "all", "all", -1),
            Profile("DDD", "all", "all", null) with { Reason = ["constant_intensity", "too_few_quiet_days"] },
            Profile("EEE", "all", "all", null) with { Status = SensitivityStatus.NoPrices },
            Profile("FFF", "all", "all", 1) with { WindowErrorPct = null },
        ]);

        answer.Effects.Select(effect => effect.Symbol).ShouldBe(["CCC", "BBB", "AAA", "DDD", "EEE", "FFF"]);
        answer.Effects.Skip(2)
            .ShouldAllBe(effect => effect.PredictedPct == null && effect.PredictedLoPct == null && effect.ZeroInside == null);
        answer.Effects.Skip(2).Select(effect => effect.Reason.Single())
            .ShouldBe(["too_few_events", "constant_intensity", "no_prices", "no_window_error"]);
        (answer.Predicted, answer.ZeroInside, answer.ShareZeroInside).ShouldBe((2, 1, 0.5));
    }

    [Fact]
    public void Other_windows_and_horizons_are_ignored()
    {
        SensitivityProfile profile = Profile("FXI", "all", "all", -1);

        ScenarioAnswer.FromProfiles(Asked, [profile with { Horizon = "12m" }, profile with { WindowKey = "p0_p5" }])
            .Effects.ShouldBeEmpty();
    }

    private static SensitivityProfile Profile(string symbol, string kind, string value, double? beta) => new()
    {
        Symbol = symbol,
        WindowKey = "m1_p1",
        Horizon = "all",
        Kind = kind,
        Value = value,
        EventDays = 20,
        BetaBps = beta,
        BetaErrorBps = beta is null ? null : 0.25,
        Sessions = beta is null ? null : 500,
        WindowErrorPct = beta is null ? null : 2,
    };
}
