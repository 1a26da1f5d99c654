using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public class FeedCommandsTests
{
    private const string OnlyFolders = """
        { "Values": {
          "Feeds__UseDefaults": "false",
          "Feeds__News__inbox__Kind": "folder", "Feeds__News__inbox__Path": "FOLDER",
          "Feeds__Prices__tiingo__Kind": "tiingo", "Feeds__Prices__tiingo__KeySetting": "NO_SUCH_KEY_IS_SET" } }
        """;

    [Fact]
    public async Task Poll_takes_a_folder_through_the_pipeline_and_feeds_shows_how_it_fared()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse");
        try
        {
            string articles = Directory.CreateDirectory(Path.Combine(folder.FullName, "articles")).FullName;
            string settings = Path.Combine(folder.FullName, "local.settings.json");
            string data = Path.Combine(folder.FullName, "data");
            await File.WriteAllTextAsync(
                settings,
                OnlyFolders.Replace("FOLDER", articles.Replace("\\", "\\\\", StringComparison.Ordinal), StringComparison.Ordinal));
            await File.WriteAllTextAsync(
                Path.Combine(articles, "one.jsonl"),
                """{"title":"US imposes 25% tariff on Chinese goods","url":"https://news.example/1","published":"2025-06-02T12:00Z"}""");

            Run before = await Cli.RunAsync(["feeds", "--settings", settings, "--data", data, "--output", "json"]);
            Run polled = await Cli.RunAsync(["poll", "--once", "--settings", settings, "--data", data, "--output", "json"]);
            Run again = await Cli.RunAsync(["poll", "--feed", "inbox", "--settings", settings, "--data", data, "--output", "json"]);
            Run soon = await Cli.RunAsync(["poll", "--once", "--settings", settings, "--data", data]);
            Run after = await Cli.RunAsync(["feeds", "--settings", settings, "--data", data, "--output", "json"]);

            Rows(before).Select(row => row.GetProperty("status").GetString()).ShouldBe(["waiting", "off"]);
            Rows(polled).ShouldHaveSingleItem().GetProperty("added").GetInt32().ShouldBe(1, polled.Error);
            Rows(again).ShouldHaveSingleItem().GetProperty("outcome").GetString().ShouldBe("unchanged");
            soon.Output.TrimEnd().ShouldBe("No feed is due; marketpulse feeds shows when.");
            Rows(after)[0].GetProperty("status").GetString().ShouldBe("ok");
            Rows(after)[1].GetProperty("off_because").GetString()!.ShouldContain("NO_SUCH_KEY_IS_SET");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_command_with_its_name()
    {
        string settings = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(settings, """{ "Values": { "Feeds__News__x__Kind": "pigeon" } }""");
            Run feeds = await Cli.RunAsync(["feeds", "--settings", settings, "--data", settings + ".data"]);
            feeds.ExitCode.ShouldBe(1);
            feeds.Error.ShouldContain("Feeds__News__x__Kind is 'pigeon'");
        }
        finally
        {
            File.Delete(settings);
            Directory.Delete(settings + ".data", recursive: true);
        }
    }

    [Fact]
    public async Task Check_asks_each_source_once_says_what_came_back_and_stores_nothing()
    {
        await using FakeHost host = await FakeHost.StartAsync();
        host.On(
            "/good",
            """<rss version="2.0"><channel><item><title>US raises tariffs</title><link>https://example.org/a</link>"""
                + "<pubDate>Thu, 15 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>",
            "application/rss+xml");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse");
        try
        {
            string settings = Path.Combine(folder.FullName, "local.settings.json"), data = Path.Combine(folder.FullName, "data");
            await File.WriteAllTextAsync(settings, $$"""
                { "Values": {
                  "Feeds__UseDefaults": "false", "Feeds__AllowLoopback": "true", "Feeds__Retries": "0",
                  "Feeds__News__good__Kind": "rss", "Feeds__News__good__Url": "{{host.At("/good")}}",
                  "Feeds__News__moved__Kind": "rss", "Feeds__News__moved__Url": "{{host.At("/moved")}}",
                  "Feeds__Prices__tiingo__Kind": "tiingo", "Feeds__Prices__tiingo__KeySetting": "NO_SUCH_KEY_IS_SET",
                  "Feeds__Prices__french__Kind": "french", "Feeds__Prices__french__Url": "{{host.Address}}" } }
                """);

            Run check = await Cli.RunAsync(["feeds", "--check", "--settings", settings, "--data", data, "--output", "json"]);
            Run after = await Cli.RunAsync(["feeds", "--settings", settings, "--data", data, "--output", "json"]);

            check.ExitCode.ShouldBe(1, "one source failed");
            check.Error.ShouldContain("error: moved: ");
            check.Error.ShouldContain("404");
            JsonElement[] rows = [.. JsonDocument.Parse(check.Output).RootElement.EnumerateArray()];
            string Of(string feed, string column) =>
                rows.Single(row => row.GetProperty("feed").GetString() == feed).GetProperty(column).ToString();
            Of("good", "result").ShouldBe("ok");
            Of("good", "items").ShouldBe("1");
            Of("moved", "result").ShouldBe("failed");
            Of("moved", "outcome").ShouldBe("rejected");
            Of("tiingo", "why").ShouldContain("NO_SUCH_KEY_IS_SET");
            Of("french", "why").ShouldBe("no instrument of the watchlist is read from it");
            Rows(after).ShouldAllBe(row => row.GetProperty("status").GetString() != "ok");
            host.Asked.Count.ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonElement[] Rows(Run run)
    {
        run.ExitCode.ShouldBe(0, run.Error);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }
}
