using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public sealed class UpcomingCommandTests
{
    private const string Truce = """
        {"title":"US and China agree to cut tariffs for 90 days after talks in Geneva","published":"2025-05-12T07:05:00Z"}
        """;

    [Fact]
    public async Task Dates_of_ingested_articles_are_listed_with_all_when_they_have_passed()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string articles = workspace.Write("articles.jsonl", Truce);
        (await workspace.RunAsync("ingest", "--articles", articles)).ExitCode.ShouldBe(0);

        Run pending = await workspace.RunAsync("upcoming", "--output", "json");
        Run all = await workspace.RunAsync("upcoming", "--all", "--output", "json");
        Run none = await workspace.RunAsync("upcoming", "--all", "--what", "deadline", "--output", "csv");

        JsonDocument.Parse(pending.Output).RootElement.GetArrayLength().ShouldBe(0);
        pending.Error.ShouldContain("No date in this selection is pending; --all shows passed and overtaken ones.");
        JsonElement row = JsonDocument.Parse(all.Output).RootElement.EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("date").GetString().ShouldBe("2025-08-10");
        row.GetProperty("what").GetString().ShouldBe("expiry");
        row.GetProperty("status").GetString().ShouldBe("passed");
        none.Output.ShouldStartWith("date,what,basis,event_id");
        none.Error.ShouldContain("No event announces a date in this selection.");
    }

    [Theory]
    [InlineData("'2025-13-01' is not a date: write it as yyyy-MM-dd", "--from", "2025-13-01")]
    [InlineData("--from is later than --to.", "--from", "2025-06-02", "--to", "2025-06-01")]
    [InlineData("'party' is not a kind of date: give effective, deadline, expiry.", "--what", "party")]
    [InlineData("Unrecognized command or argument '--days'", "--days", "3")]
    public async Task Wrong_arguments_end_with_2_and_say_what_would_do(string advice, params string[] arguments)
    {
        Run run = await Cli.RunAsync(["upcoming", .. arguments]);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain(advice.TrimEnd('.'));
    }
}
