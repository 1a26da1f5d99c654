using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>A real report of mutual accusations and of a possible call between the leaders.</summary>
public class SeedArticleTests
{
    [Fact]
    public async Task Seed_article_is_one_mixed_us_china_event_with_all_its_subjects()
    {
        string article = Directory.GetFiles(SharedData.Path("seed"), "*.txt").Single();
        await using Workspace workspace = await Workspace.OpenAsync();

        Run run = await workspace.RunAsync(
            "ingest", "--articles", article, "--published", "2025-06-02T12:00Z", "--prices", workspace.WritePrices("SPY", "SIM.RARE"),
            "--output", "json");

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        JsonElement tradeEvent = JsonDocument.Parse(run.Output).RootElement.GetProperty("events").EnumerateArray().Single();
        tradeEvent.GetProperty("event_id").GetString().ShouldStartWith("20250602T120000Z-");
        tradeEvent.GetProperty("stance").GetString().ShouldBe("mixed");
        Values(tradeEvent, "pairs").ShouldHaveSingleItem().ShouldBeOneOf("US-CN", "CN-US");
        new[] { "tariff", "export_control", "talks", "visa" }.Except(Values(tradeEvent, "measures")).ShouldBeEmpty();
        new[] { "rare_earths", "semiconductors", "aerospace", "students" }.Except(Values(tradeEvent, "topics")).ShouldBeEmpty();
        JsonDocument.Parse(run.Output).RootElement.GetProperty("scores").EnumerateArray()
            .Where(score => score.GetProperty("symbol").GetString() == "SIM.RARE")
            .ShouldAllBe(score => score.GetProperty("status").GetString() == "final");
    }

    private static string[] Values(JsonElement row, string column) =>
    [
        .. row.GetProperty(column).EnumerateArray().Select(value => value.GetString()!),
    ];
}
