using System.Text.Json;
using MarketPulse.Local.Tests.Commands;

namespace MarketPulse.Local.Tests.Verification;

/// <summary>The shipped real history through the pipeline and the replay. docs/validation.md quotes the figures.</summary>
[Trait("Category", "Long")]
public sealed class VerifyRealHistoryTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Weighting_past_events_by_likeness_costs_at_most_half_a_percent_on_any_window()
    {
        (await RunAsync("demo", "--output", "json")).ExitCode.ShouldBe(0);

        Run run = await RunAsync("verify", "--output", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement[] windows = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("analogues").EnumerateArray()];
        windows.Length.ShouldBe(3);
        foreach (JsonElement window in windows)
        {
            window.GetProperty("event_days").GetInt32().ShouldBeGreaterThan(90);
            double weighted = window.GetProperty("crps_analogues_pct").GetDouble();
            double alike = window.GetProperty("crps_unconditional_pct").GetDouble();
            (weighted / alike).ShouldBeLessThanOrEqualTo(1.005, window.GetProperty("window_key").GetString());
        }
    }

    private Task<Run> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--storage", azurite.ConnectionString], now: Now);
}
