using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Tests.Commands;

public class ScenarioCommandTests
{
    [Theory]
    [InlineData("from -100 to 100", "--intensity", "150")]
    [InlineData("'--intensity' is required", "--pair", "US-CN")]
    [InlineData("give 0,0, -1,1, 0,5", "--intensity", "80", "--window", "-3,3")]
    public async Task Wrong_arguments_end_with_2_and_say_what_would_do(string advice, params string[] arguments)
    {
        Run run = await Cli.RunAsync(["scenario", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(advice);
    }

    [Fact]
    public void A_prediction_is_printed_with_its_interval_and_what_cannot_be_predicted_with_the_reason()
    {
        SensitivityProfile measured = new()
        {
            Symbol = "FXI",
            WindowKey = "m1_p1",
            Horizon = "all",
            Kind = "all",
            Value = "all",
            BetaBps = -5,
            BetaErrorBps = 0.5,
            Sessions = 100_000,
            WindowErrorPct = 1,
        };
        ScenarioAnswer answer = ScenarioAnswer.FromProfiles(
            new Scenario { Intensity = 80 },
            [measured, measured with { Symbol = "NEW", Status = SensitivityStatus.TooFewEvents, BetaBps = null }]);
        answer = answer with { Effects = [.. answer.Effects.Select(effect => effect.WithAdaptiveInterval(1.5))] };
        var text = new StringWriter();

        new Output(OutputFormat.Table, text, width: 120).WriteDocument([ScenarioView.Summary(answer), ScenarioView.Effects(answer)]);

        string[] lines = text.ToString().Split('\n');
        lines.Single(line => line.Contains("FXI", StringComparison.Ordinal)).ShouldContain("-6.11 to -1.89");
        lines.Single(line => line.Contains("FXI", StringComparison.Ordinal)).ShouldContain("-7.17 to -0.83");
        lines.Single(line => line.Contains("NEW", StringComparison.Ordinal)).ShouldContain("too_few_events");
        lines.Single(line => line.Contains("+80", StringComparison.Ordinal)).ShouldContain("0 (0%)");
    }
}
