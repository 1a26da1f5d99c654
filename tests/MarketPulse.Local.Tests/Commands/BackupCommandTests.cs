using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>A user can back up a store and restore it elsewhere from the command line.</summary>
public sealed class BackupCommandTests
{
    [Fact]
    public async Task A_store_is_restored_elsewhere_with_the_same_rows_and_what_was_unfinished_is_queued()
    {
        await using Workspace original = await Workspace.OpenAsync();
        await using Workspace restored = await Workspace.OpenAsync();
        string backup = original.PathOf("backup");
        (await original.RunAsync("demo", "--simulated")).ExitCode.ShouldBe(0);

        JsonElement files = await original.RunJsonAsync("export", backup);
        Run import = await restored.RunAsync("import", backup);

        import.Error.ShouldBeEmpty();
        import.Output.ShouldContain("0 articles to classify, 0 events to score");
        SortedDictionary<string, string> rows = await original.DumpAsync();
        (await restored.DumpAsync()).ShouldBe(rows);
        files.EnumerateArray().Single(file => file.GetProperty("name").GetString() == "tradeevents").GetProperty("rows").GetInt32()
            .ShouldBe(rows.Keys.Count(key => key.StartsWith("tradeevents ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_folder_without_a_backup_is_one_error_that_names_it()
    {
        await using Workspace workspace = await Workspace.OpenAsync();

        Run run = await workspace.RunAsync("import", workspace.PathOf("nothing"));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldBe($"error: {workspace.PathOf("nothing")} holds no complete backup: it has no manifest.json.\n");
    }
}
