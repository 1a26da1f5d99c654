using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Events are corrected from the command line, and the corrections are listed, revoked and exported.</summary>
public sealed class CorrectCommandTests
{
    private const string Steel = "China imposes 34% tariffs on all US goods";
    private const string Cars = "Mexico delays its tariffs on cars from Canada";

    [Fact]
    public async Task A_corrected_stance_is_shown_with_who_and_why_and_outlasts_reclassification()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);

        Run run = await workspace.RunAsync(
            "correct", events[0], "--stance", "D", "--by", "ana", "--reason", "The tariffs are lifted, not imposed.");

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain("in effect");
        run.Output.ShouldContain("Corrected.");
        await workspace.RunAsync("reclassify");
        JsonElement row = await EventAsync(workspace, events[0]);
        row.GetProperty("stance").GetString().ShouldBe("deescalation");
        JsonElement listed = (await workspace.RunJsonAsync("correct", "--list", events[0])).EnumerateArray().Single();
        (listed.GetProperty("made_by").GetString(), listed.GetProperty("reason").GetString(), listed.GetProperty("state").GetString())
            .ShouldBe(("ana", "The tariffs are lifted, not imposed.", "in effect"));
        (await workspace.RunJsonAsync("correct", "--list", events[1])).EnumerateArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Voided_event_is_listed_nowhere_until_the_correction_is_revoked()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);

        JsonElement made = await workspace.RunJsonAsync("correct", events[0], "--void", "--reason", "An opinion piece.");

        string id = made.GetProperty("corrections")[0].GetProperty("correction_id").GetString()!;
        made.GetProperty("events")[0].GetProperty("status").GetString().ShouldBe("voided");
        Run refused = await workspace.RunAsync("correct", events[0], "--stance", "E", "--reason", "none");
        (refused.ExitCode, refused.Error).ShouldBe(
            (1, $"error: Event '{events[0]}' was voided by correction '{id}'; revoke that correction first.\n"));

        JsonElement revoked = await workspace.RunJsonAsync("correct", "--revoke", id, "--reason", "It is news.");

        revoked.GetProperty("corrections")[0].GetProperty("state").GetString().ShouldBe("revoked");
        revoked.GetProperty("events")[0].GetProperty("status").GetString().ShouldBe("live");
    }

    [Fact]
    public async Task Merged_events_are_one()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);

        JsonElement made = await workspace.RunJsonAsync("correct", events[1], "--merge", events[0], "--reason", "One announcement.");

        JsonElement merged = made.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        merged.GetProperty("sources").GetInt32().ShouldBe(2);
        string report = merged.GetProperty("articles").EnumerateArray().Last().GetString()!;
        string id = made.GetProperty("corrections")[0].GetProperty("correction_id").GetString()!;
        Run refused = await workspace.RunAsync("correct", events[0], "--split", report, "--reason", "Two after all.");
        (refused.ExitCode, refused.Error).ShouldBe(
            (1, $"error: Correction '{id}' merged this report with others; revoke that correction instead.\n"));
    }

    [Fact]
    public async Task Split_report_is_an_event_of_its_own()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string lines = string.Join('\n', new[] { "2025-04-04T10:15Z", "2025-04-04T12:00Z" }
            .Select((time, i) => JsonSerializer.Serialize(new { title = Steel, url = $"https://example.com/{i}", published = time })));
        await workspace.RunAsync("ingest", "--articles", workspace.Write("a.jsonl", lines));

        // If the later report was clustered first, its event is superseded.
        string first = (await RowKeysAsync(workspace, "tradeevents"))[0];
        string report = (await RowKeysAsync(workspace, "articles")).Single(id => !first.EndsWith(id[..8], StringComparison.Ordinal));

        JsonElement made = await workspace.RunJsonAsync("correct", first, "--split", report, "--reason", "A hoax.");

        JsonElement split = made.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        split.GetProperty("articles").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe(report);
        (await RowKeysAsync(workspace, "tradeevents")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Corrected_time_is_the_time_of_the_event()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);

        JsonElement made = await workspace.RunJsonAsync("correct", events[0], "--time", "2025-04-03", "--reason", "The decree's date.");

        JsonElement moved = made.GetProperty("events")[0];
        moved.GetProperty("event_time_utc").GetString().ShouldStartWith("2025-04-03T00:00:00");
        moved.GetProperty("time_resolution").GetString().ShouldBe("day");
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);
        SortedDictionary<string, string> before = await workspace.DumpAsync();

        Run run = await workspace.RunAsync("correct", events[0], "--void", "--reason", "An opinion piece.", "--dry-run");

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain("Nothing was changed.");
        (await workspace.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Corrections_export_as_labels_that_the_evaluation_reads()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string[] events = await IngestAsync(workspace);
        await workspace.RunAsync("correct", events[0], "--stance", "mixed", "--reason", "Both sides act.");
        await workspace.RunAsync("correct", events[1], "--void", "--reason", "Nothing happened.");
        string file = workspace.PathOf("labels.csv");

        Run run = await workspace.RunAsync("correct", "--export", file);

        run.Output.ShouldContain("Wrote 2 labels");
        string[] lines = await File.ReadAllLinesAsync(file);
        lines[0].ShouldBe("id,published,title,is_event,stance");
        lines[1].ShouldEndWith($",2025-04-04,\"{Steel}\",1,M");
        lines[2].ShouldEndWith($",2025-04-06,\"{Cars}\",0,-");
        (await Cli.RunAsync(["detect", "--evaluate", file])).ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--void")]
    [InlineData("20250404T101500Z-00000000", "--void")]
    [InlineData("20250404T101500Z-00000000", "--reason", "none")]
    [InlineData("20250404T101500Z-00000000", "--void", "--stance", "E", "--reason", "none")]
    [InlineData("20250404T101500Z-00000000", "--stance", "X", "--reason", "none")]
    [InlineData("20250404T101500Z-00000000", "--time", "noon", "--reason", "none")]
    [InlineData("--list", "--export", "labels.csv")]
    [InlineData("--revoke", "20250404T101500Z-void-00000000")]
    public async Task Wrong_arguments_end_with_2_and_one_sentence(params string[] args)
    {
        Run run = await Cli.RunAsync(["correct", .. args]);

        run.ExitCode.ShouldBe(2);
        run.Error.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("error: ");
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        await using Workspace workspace = await Workspace.OpenAsync();

        (await workspace.RunAsync("correct", "20250404T101500Z-00000000", "--void", "--reason", "none")).ShouldBe(
            new Run(1, "", "error: There is no event '20250404T101500Z-00000000'.\n"));
        (await workspace.RunAsync("correct", "--revoke", "nothing", "--reason", "none")).ShouldBe(
            new Run(1, "", "error: There is no correction 'nothing'.\n"));
    }

    /// <summary>Ingests two articles, and returns the ids of their events.</summary>
    private static async Task<string[]> IngestAsync(Workspace workspace)
    {
        string lines = string.Join('\n', new[] { (Steel, "2025-04-04T10:15Z"), (Cars, "2025-04-06T08:00Z") }
            .Select(article => JsonSerializer.Serialize(new { title = article.Item1, published = article.Item2 })));
        await workspace.RunAsync("ingest", "--articles", workspace.Write("a.jsonl", lines));
        return [.. await RowKeysAsync(workspace, "tradeevents")];
    }

    private static async Task<IReadOnlyList<string>> RowKeysAsync(Workspace workspace, string table) =>
    [
        .. (await workspace.DumpAsync()).Keys
            .Where(key => key.StartsWith(table + " ", StringComparison.Ordinal)).Select(key => key.Split(' ')[2]),
    ];

    private static async Task<JsonElement> EventAsync(Workspace workspace, string id)
    {
        string row = (await workspace.DumpAsync()).Single(row => row.Key.StartsWith("tradeevents ", StringComparison.Ordinal)
            && row.Key.EndsWith(id, StringComparison.Ordinal)).Value;
        return JsonSerializer.SerializeToElement(row.Split(' ').Where(column => column.Contains('=', StringComparison.Ordinal))
            .Select(column => column.Split('=', 2)).GroupBy(pair => pair[0]).ToDictionary(pair => pair.Key, pair => pair.First()[1]));
    }
}
