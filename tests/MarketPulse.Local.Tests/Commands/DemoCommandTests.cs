using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public class DemoCommandTests
{
    [Fact]
    public async Task Demo_prints_one_document_of_events_and_of_scores_beside_what_was_planted()
    {
        Run run = await Cli.RunAsync(["demo", "--simulated", "--output", "json"]);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        JsonElement document = JsonDocument.Parse(run.Output).RootElement;
        JsonElement[] events = [.. document.GetProperty("events").EnumerateArray()];
        JsonElement[] scores = [.. document.GetProperty("scores").EnumerateArray()];
        events.Length.ShouldBe(10);
        scores.Length.ShouldBe(10 * 11 * 3);
        events.ShouldNotContain(e => e.GetProperty("headline").GetString()!.Contains("retailers", StringComparison.OrdinalIgnoreCase));
        events.Single(e => e.GetProperty("event_id").GetString()!.StartsWith("20250404", StringComparison.Ordinal))
            .GetProperty("sources")
            .GetInt32()
            .ShouldBe(2);
        JsonElement[] compared =
        [
            .. scores.Where(
                score => score.GetProperty("planted_pct").ValueKind == JsonValueKind.Number
                    && score.GetProperty("car_pct").ValueKind == JsonValueKind.Number),
        ];
        compared.Length.ShouldBe(10 * 10 * 3);

        // Nominal 95%. The windows of an event overlap and instruments share a market, so the count varies more than independent draws do.
        compared.Count(Covers).ShouldBeInRange(compared.Length * 9 / 10, compared.Length);
    }

    [Fact]
    public async Task Demo_says_that_its_prices_are_simulated()
    {
        Run run = await Cli.RunAsync(["demo", "--simulated"]);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain("SIMULATED");
        run.Output.ShouldContain("planted %");
        run.Output.ShouldContain("Planted against measured:");
    }

    [Fact]
    public async Task Simulated_market_and_a_folder_of_history_exclude_each_other()
    {
        Run run = await Cli.RunAsync(["demo", "--simulated", "--history", "x"]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("--simulated and --history cannot be combined");
    }

    private static bool Covers(JsonElement score)
    {
        double planted = score.GetProperty("planted_pct").GetDouble();
        return score.GetProperty("car_lo_pct").GetDouble() <= planted && planted <= score.GetProperty("car_hi_pct").GetDouble();
    }
}
