using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Expired data is removed, and articles are forgotten, from the command line.</summary>
public sealed class LifeCycleCommandTests
{
    [Fact]
    public async Task Retention_shows_what_would_be_removed_and_then_removes_it()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string text = string.Concat(Enumerable.Repeat("The harvest festival was well attended. ", 50));
        await workspace.RunAsync(
            "ingest", "--articles",
            workspace.Write("a.jsonl", JsonSerializer.Serialize(new { title = "Festival", body = text, published = "2020-06-02T12:00Z" })));

        Run preview = await workspace.RunAsync("retention", "--dry-run");

        preview.Error.ShouldBeEmpty();
        preview.Output.ShouldContain("Nothing was removed.");
        JsonElement policy = (await workspace.RunJsonAsync("retention")).EnumerateArray().Single();
        (policy.GetProperty("data").GetString(), policy.GetProperty("days").GetInt32()).ShouldBe(("irrelevant_text", 90));
    }

    [Fact]
    public async Task A_forgotten_article_leaves_no_event_behind()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        await workspace.RunAsync(
            "ingest", "--articles", workspace.Write("a.jsonl", JsonSerializer.Serialize(new
            {
                title = "China imposes 34% tariffs on all US goods",
                body = "Beijing announced 34% tariffs on all imports from the United States.",
                published = "2025-04-04T10:15Z",
            })));
        string id = (await workspace.DumpAsync()).Keys.Single(key => key.StartsWith("articles ", StringComparison.Ordinal)).Split(' ')[2];

        Run forget = await workspace.RunAsync("forget", id);

        forget.Error.ShouldBeEmpty();
        forget.Output.ShouldContain("Forgotten: 1.");
        (await workspace.DumpAsync()).Values.ShouldAllBe(row => !row.Contains("34% tariffs", StringComparison.Ordinal));
        Run unknown = await workspace.RunAsync("forget", "ffffffffffffffff");
        (unknown.ExitCode, unknown.Error).ShouldBe((1, "error: There is no article 'ffffffffffffffff'.\n"));
        (await workspace.RunAsync("forget")).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_store_that_stands_under_the_current_lexicon_has_nothing_to_reclassify()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        await workspace.RunAsync(
            "ingest", "--articles", workspace.Write("a.jsonl", JsonSerializer.Serialize(new
            {
                title = "China imposes 34% tariffs on all US goods",
                published = "2025-04-04T10:15Z",
            })));

        Run preview = await workspace.RunAsync("reclassify", "--dry-run");
        JsonElement counts = (await workspace.RunJsonAsync("reclassify", "--from", "2025-01-01")).GetProperty("articles")[0];

        preview.Error.ShouldBeEmpty();
        preview.Output.ShouldContain("1 articles, of which 0 were classified by an earlier version");
        preview.Output.ShouldContain("Nothing was changed.");
        (counts.GetProperty("articles").GetInt32(), counts.GetProperty("reclassified").GetInt32()).ShouldBe((1, 0));
    }
}
