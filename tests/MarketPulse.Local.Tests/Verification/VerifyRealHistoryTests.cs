using System.Text.Json;
using MarketPulse.Local.Tests.Commands;

namespace MarketPulse.Local.Tests.Verification;

/// <summary>The shipped real history through the pipeline and the replay. docs/validation.md quotes the figures.</summary>
[Trait("Category", "Long")]
public sealed class VerifyRealHistoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Likeness_costs_at_most_half_a_percent_and_scenarios_go_on_from_the_adaptive_intervals_of_the_replay()
    {
        (await RunAsync("demo", "--output", "json")).ExitCode.ShouldBe(0);
        Run before = await ScenarioAsync();
        (await RunAsync("verify", "--to", "2018-06-30")).ExitCode.ShouldBe(0);
        Run ofPart = await ScenarioAsync();

        Run verified = await RunAsync("verify", "--output", "json");

        verified.ExitCode.ShouldBe(0, verified.Error);
        TestContext.Current.TestOutputHelper?.WriteLine(verified.Output);
        before.Error.ShouldContain("run marketpulse verify first");
        ofPart.Output.ShouldBe(before.Output, "a replay of part of the history is no state to go on from");
        LikenessCostsLittle(verified);
        IntervalsAreMultiplied(await ScenarioAsync());
        TheTrackRecordShowsTheReplayApart(verified, await RunAsync("track", "--output", "json"), await RunAsync("track"));
    }

    private static void LikenessCostsLittle(Run verified)
    {
        JsonElement[] windows = [.. JsonDocument.Parse(verified.Output).RootElement.GetProperty("analogues").EnumerateArray()];
        windows.Length.ShouldBe(3);
        foreach (JsonElement window in windows)
        {
            window.GetProperty("event_days").GetInt32().ShouldBeGreaterThan(90);
            double weighted = window.GetProperty("crps_analogues_pct").GetDouble();
            double alike = window.GetProperty("crps_unconditional_pct").GetDouble();
            (weighted / alike).ShouldBeLessThanOrEqualTo(1.005, window.GetProperty("window_key").GetString());
        }
    }

    private static void IntervalsAreMultiplied(Run scenario)
    {
        scenario.Error.ShouldNotContain("marketpulse verify");
        JsonElement effect = JsonDocument.Parse(scenario.Output).RootElement.GetProperty("effects").EnumerateArray().First();
        double multiplier = effect.GetProperty("adaptive_multiplier").GetDouble();
        multiplier.ShouldNotBe(1);
        double lo = effect.GetProperty("predicted_lo_pct").GetDouble(), hi = effect.GetProperty("predicted_hi_pct").GetDouble();
        (effect.GetProperty("adaptive_hi_pct").GetDouble() - effect.GetProperty("adaptive_lo_pct").GetDouble())
            .ShouldBe(multiplier * (hi - lo), 1e-9);
    }

    private static void TheTrackRecordShowsTheReplayApart(Run verified, Run track, Run table)
    {
        JsonElement document = JsonDocument.Parse(track.Output).RootElement;
        document.GetProperty("records").GetArrayLength().ShouldBe(0, "nothing of the history was forecast before it happened");
        document.GetProperty("replay")[0].GetProperty("events").GetInt32().ShouldBe(
            JsonDocument.Parse(verified.Output).RootElement.GetProperty("period")[0].GetProperty("events").GetInt32());
        JsonElement replayed = document.GetProperty("replayed").EnumerateArray().First();
        JsonElement coverage = JsonDocument.Parse(verified.Output).RootElement.GetProperty("scenarios").EnumerateArray()
            .Single(row => row.GetProperty("window_key").GetString() == "p0_p0");
        replayed.GetProperty("window_key").GetString().ShouldBe("p0_p0");
        replayed.GetProperty("coverage").GetDouble().ShouldBe(coverage.GetProperty("coverage").GetDouble());
        replayed.GetProperty("coverage_adaptive").GetDouble().ShouldBe(coverage.GetProperty("coverage_adaptive").GetDouble());
        double[] skills =
        [
            .. document.GetProperty("replayed").EnumerateArray().Where(row => row.GetProperty("group").GetString() == "all")
                .Select(row => row.GetProperty("crps_skill").GetDouble()),
        ];
        skills.Length.ShouldBe(2);
        skills[0].ShouldBe(0.025, 0.0005, "[0,0]");
        skills[1].ShouldBe(-0.018, 0.0005, "[0,+5]");
        table.Output.ShouldContain("Replay of history, not locked forecasts");
        table.Output.ShouldNotContain("2018-06", customMessage: "the months of the replay are left to --output json");
    }

    private Task<Run> ScenarioAsync() => RunAsync("scenario", "--intensity", "80", "--output", "json");

    private Task<Run> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--storage", azurite.ConnectionString], now: Now);
}
