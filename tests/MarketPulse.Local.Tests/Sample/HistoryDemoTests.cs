using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Sample;
using MarketPulse.Local.Tests.Commands;

namespace MarketPulse.Local.Tests.Sample;

/// <summary>The demo on a small history of its own, in the shape of the shipped one.</summary>
public sealed class HistoryDemoTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Symbols = ["USDBROAD", "CNY", "MXN", "TWD"];

    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;
    private readonly AzuriteFixture _azurite = new();

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        string shipped = Repository.Path("samples", "history");
        Directory.CreateDirectory(Path.Combine(_folder, "prices"));
        foreach (string name in new[] { "DTWEXBGS", "DEXCHUS", "DEXMXUS", "DEXTAUS" })
        {
            File.Copy(Path.Combine(shipped, "prices", name + ".csv"), Path.Combine(_folder, "prices", name + ".csv"));
        }

        string[] events = await File.ReadAllLinesAsync(Path.Combine(shipped, "events.csv"));
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "events.csv"),
            events.Where((line, i) => i == 0 || line.Contains("\"2019-", StringComparison.Ordinal)
                || line.Contains("\"2026-0", StringComparison.Ordinal)));
        string[] watchlist = await File.ReadAllLinesAsync(Path.Combine(shipped, "watchlist.json"));
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "watchlist.json"),
            watchlist.Where(line => !line.Contains("\"symbol\"", StringComparison.Ordinal) || Symbols.Any(
                symbol => line.Contains($"\"symbol\": \"{symbol}\"", StringComparison.Ordinal))));
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _azurite.DisposeAsync();
    }

    [Fact]
    public async Task Findings_are_those_of_the_stored_sensitivity_and_events_after_the_end_of_a_series_have_no_prices()
    {
        Run run = await RunAsync("demo", "--history", _folder, "--output", "json");

        run.ExitCode.ShouldBe(0, run.Error);
        JsonElement document = JsonDocument.Parse(run.Output).RootElement;
        JsonElement[] findings = [.. document.GetProperty("findings").EnumerateArray()];
        JsonElement[] stored =
        [
            .. JsonDocument.Parse((await RunAsync("sensitivity", "--window", "0,0", "--output", "json")).Output)
                .RootElement.EnumerateArray(),
        ];
        findings.Length.ShouldBe(6);
        foreach (JsonElement finding in findings)
        {
            string stance = finding.GetProperty("stance").GetString()!;
            JsonElement row = stored.Single(one => one.GetProperty("symbol").GetString() == finding.GetProperty("symbol").GetString());
            row.GetProperty($"{stance}_days").GetInt32().ShouldBe(finding.GetProperty("days").GetInt32());
            Number(row, $"{stance}_mean_pct").ShouldBe(Number(finding, "mean_pct"), 1e-9);
            Number(row, $"q_{stance}").ShouldBe(Number(finding, "q"), 1e-9);
        }

        JsonElement[] late =
        [
            .. document.GetProperty("scores").EnumerateArray().Where(score => score.GetProperty("symbol").GetString() == "TWD"
                && string.CompareOrdinal(score.GetProperty("event_time_utc").GetString(), "2026-01-02") > 0),
        ];
        late.ShouldNotBeEmpty();
        late.ShouldAllBe(score => score.GetProperty("reason").GetString() == "no_prices");
    }

    [Fact]
    public async Task Stored_findings_are_those_computed_from_the_files_and_the_command_shows_every_check()
    {
        await RunAsync("demo", "--history", _folder);
        HistorySample sample = HistorySample.Read(_folder, _ => { }, new StoppedClock(Now));
        var detector = new TradeDetector();
        IReadOnlyList<TradeEvent> events = EventClustering.Cluster(
            sample.Articles.Select(article => ArticleFacts.FromVerdict(article, detector.Detect(article)))).Events;

        JsonElement[] stored =
            [.. JsonDocument.Parse((await RunAsync("findings", "--output", "json")).Output).RootElement.EnumerateArray()];
        Run shown = await RunAsync("findings");

        IReadOnlyList<ReactionFinding> computed = HistoryFindings.Of(sample, events);
        stored.Length.ShouldBe(computed.Count);
        foreach (ReactionFinding row in computed)
        {
            JsonElement same = stored.Single(one => one.GetProperty("symbol").GetString() == row.Symbol
                && one.GetProperty("stance").GetString() == Codes<Stance>.Of(row.Stance));
            foreach ((string name, double? value) in new (string, double?)[]
            {
                ("mean_pct", row.MeanPct), ("lo_pct", row.LoPct), ("t", row.T), ("q", row.Q), ("q_minute", row.QMinute),
                ("q_mean", row.QMean), ("first_half_pct", row.FirstHalfPct), ("second_half_pct", row.SecondHalfPct),
                ("q_without_year", row.QWithoutYear), ("without_year", row.WithoutYear), ("p_placebo", row.PPlacebo),
            })
            {
                JsonElement written = same.GetProperty(name);
                (written.ValueKind == JsonValueKind.Null).ShouldBe(value is null, $"{row.RowKey} {name}");
                (value is null || Math.Abs(written.GetDouble() - value.Value) < 1e-9).ShouldBeTrue($"{row.RowKey} {name}");
            }

            same.GetProperty("stale_fixing").GetBoolean().ShouldBe(row.StaleFixing!.Value);
            same.GetProperty("failed").EnumerateArray().Select(one => one.GetString()).ShouldBe(row.Failed);
            same.GetProperty("reason").EnumerateArray().Select(one => one.GetString()).ShouldBe(row.Reason);
        }

        shown.Output.ShouldContain("Reactions on day 0, net of the benchmark");
        computed.SelectMany(row => row.Reason).ShouldContain("years_too_few_events");
        shown.Error.ShouldContain("without some year there are fewer than six event days, so the check of the years counts as failed");
    }

    [Fact]
    public async Task Bad_row_and_a_series_that_ends_before_the_events_are_named_and_the_rest_runs()
    {
        string events = Path.Combine(_folder, "events.csv"), prices = Path.Combine(_folder, "prices", "DEXMXUS.csv");
        await File.WriteAllLinesAsync(events, (await File.ReadAllLinesAsync(events)).Take(13));
        await File.AppendAllTextAsync(
            events, "\"x\",\"soon\",\"day\",\"A\",\"B\",\"US\",\"tariff\",\"escalation\",\"\",\"\",\"\",\"1\",\"S\"\n");
        int line = (await File.ReadAllLinesAsync(events)).Length;
        string[] early = [.. (await File.ReadAllLinesAsync(prices)).Take(200)];
        await File.WriteAllLinesAsync(prices, early);
        File.Delete(Path.Combine(_folder, "prices", "DEXTAUS.csv"));

        Run run = await RunAsync("demo", "--history", _folder);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain($"error: {events}, line {line}: published 'soon' is not an unambiguous date");
        run.Error.ShouldContain(
            $"error: {prices}: ends on {early[^1][..10]}, before the first event, so MXN cannot be scored; add later prices.");
        run.Error.ShouldContain("DEXTAUS.csv: is missing, so TWD has no prices; add the file.");
        run.Output.ShouldContain("Reactions on day 0");
        run.Output.ReplaceLineEndings(" ").ShouldContain("reactions: not tested, because there are fewer than six event days.");
        run.Output.Split('\n').ShouldAllBe(text => text.TrimEnd().Length <= 80);
    }

    [Fact]
    public async Task Folder_that_lacks_a_file_is_refused()
    {
        File.Delete(Path.Combine(_folder, "watchlist.json"));

        Run run = await RunAsync("demo", "--history", _folder);

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("watchlist.json'");
    }

    private static double Number(JsonElement row, string name) => row.GetProperty(name).GetDouble();

    private Task<Run> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--storage", _azurite.ConnectionString], now: Now);
}
