using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public sealed class IngestCommandTests : IAsyncLifetime
{
    private const string Retaliation =
        """{"title":"China hits back with 34% tariff on all US goods","published":"2025-04-04T10:15:00Z","url":"https://news.example/a","""
        + "\"body\":\"China on Friday imposed a 34% tariff on all goods from the United States.\"}";

    private const string Truce =
        """{"title":"US and China agree to cut tariffs for 90 days","published":"2025-05-12T07:05:00Z","url":"https://news.example/b","""
        + "\"body\":\"The United States and China agreed on Monday to lower tariffs on each other's goods "
        + "by 115 percentage points for 90 days.\"}";

    private const string MarketReport =
        """{"title":"Shares close higher as retailers report a strong quarter","published":"2025-07-17T20:45:00Z","""
        + "\"url\":\"https://news.example/c\",\"body\":\"Stocks in New York closed at a record on Thursday.\"}";

    private Workspace? _workspace;

    private Workspace Workspace => _workspace!;

    public async ValueTask InitializeAsync() => _workspace = await Workspace.OpenAsync();

    public ValueTask DisposeAsync() => _workspace!.DisposeAsync();

    [Fact]
    public async Task Files_of_a_user_become_events_and_scores_that_are_read_back()
    {
        string articles = Workspace.Write("news/week.jsonl", $"{Retaliation}\n{Truce}\n{MarketReport}\n");
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN", "SIM.RARE");

        JsonElement result = await Workspace.RunJsonAsync("ingest", "--articles", articles, "--prices", prices);

        JsonElement[] events = [.. result.GetProperty("events").EnumerateArray()];
        events.Select(e => e.GetProperty("stance").GetString()).ShouldBe(["escalation", "deescalation"]);
        JsonElement[] scores = [.. result.GetProperty("scores").EnumerateArray()];
        scores.Length.ShouldBe(2 * 3 * 3);
        JsonElement rare = Score(scores, events[0], "SIM.RARE", "p0_p0");
        rare.GetProperty("status").GetString().ShouldBe("final");
        rare.GetProperty("benchmark").GetString().ShouldBe("SPY");

        // 9% is planted, and the residual standard deviation is 1.8%.
        rare.GetProperty("car_pct").GetDouble().ShouldBe(9, 2.5 * 1.8);
        Score(scores, events[0], "SPY", "p0_p0").GetProperty("reason").GetString().ShouldBe("no_benchmark");

        JsonElement readBack = await Workspace.RunJsonAsync(
            "scores", "--symbol", "SIM.RARE", "--from", "2025-05-01", "--to", "2025-05-31", "--window", "-1,1");
        JsonElement.DeepEquals(readBack.EnumerateArray().Single(), Score(scores, events[1], "SIM.RARE", "m1_p1")).ShouldBeTrue();
    }

    [Fact]
    public async Task Portfolio_is_scored_like_an_instrument_and_known_to_every_command()
    {
        string articles = Workspace.Write("news/week.jsonl", $"{Retaliation}\n{Truce}\n");
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN", "SIM.RARE");
        string portfolios = Workspace.Write("portfolios.json", """
            [
              { "name": "PAIR", "symbol": "SIM.RARE", "weight": 0.75 }, { "name": "PAIR", "symbol": "SIM.DRGN", "weight": -0.25 },
              { "name": "GONE", "symbol": "NOPE", "weight": 1 }
            ]
            """);

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", articles, "--prices", prices, "--portfolios", portfolios, "--output", "json");

        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().ShouldBe($"error: {portfolios}: portfolio GONE: NOPE is not in the watchlist; add it there, or take it out.");
        JsonElement result = JsonDocument.Parse(run.Output).RootElement;
        JsonElement first = result.GetProperty("events")[0];
        JsonElement[] scores = [.. result.GetProperty("scores").EnumerateArray()];
        scores.Length.ShouldBe(2 * 4 * 3);
        JsonElement pair = Score(scores, first, "PAIR", "p0_p0");
        pair.GetProperty("status").GetString().ShouldBe("final");
        pair.GetProperty("car_pct").GetDouble().ShouldBe(
            (0.75 * Score(scores, first, "SIM.RARE", "p0_p0").GetProperty("car_pct").GetDouble()) - (
                0.25 * Score(scores, first, "SIM.DRGN", "p0_p0").GetProperty("car_pct").GetDouble()),
            1e-9);

        (await Workspace.RunJsonAsync("sensitivity", "--symbol", "PAIR")).GetArrayLength().ShouldBeGreaterThan(0);
        (await Workspace.RunJsonAsync("calibrate", "--symbol", "PAIR")).GetArrayLength().ShouldBe(3);
        SortedDictionary<string, string> before = await Workspace.DumpAsync();
        (await Workspace.RunAsync("ingest", "--articles", articles, "--prices", prices)).ExitCode.ShouldBe(0);
        ShouldBeSame(await Workspace.DumpAsync(), before);
    }

    [Fact]
    public async Task Same_input_again_leaves_every_row_as_it_was()
    {
        string articles = Workspace.Write("week.jsonl", $"{Retaliation}\n{Truce}\n{MarketReport}\n");
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN", "SIM.CHIP");
        (await Workspace.RunAsync("ingest", "--articles", articles, "--prices", prices)).ExitCode.ShouldBe(0);
        SortedDictionary<string, string> first = await Workspace.DumpAsync();

        Run again = await Workspace.RunAsync("ingest", "--articles", articles, "--prices", prices);

        again.Output.ShouldContain("3 articles read, 0 new; 3 price files read, 0 new bars; 2 events, 18 scores.");
        ShouldBeSame(await Workspace.DumpAsync(), first);
        first.Keys.Select(key => key.Split(' ')[0]).Distinct().ShouldBe(
        [
            "abnormalreturns", "articlecounts", "articleindex", "articles", "calibration", "datastatus", "dates", "eventlog", "eventtags",
            "findings", "impactscores", "instruments",
            "instrumentscores", "prices", "scorelog", "sensitivity", "sensitivityhistory", "tensionindex", "tradeevents",
            "upcoming", "windows",
        ]);
    }

    [Fact]
    public async Task Same_input_in_another_order_and_in_two_halves_gives_the_same_rows()
    {
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN");
        string whole = Workspace.Write("whole.jsonl", $"{Retaliation}\n{Truce}\n{MarketReport}\n");
        string late = Workspace.Write("late.jsonl", $"{MarketReport}\n{Truce}\n");
        string early = Workspace.Write("early.jsonl", $"{Retaliation}\n");
        (await Workspace.RunAsync("ingest", "--articles", whole, "--prices", prices)).ExitCode.ShouldBe(0);

        await using Workspace other = await Workspace.OpenAsync();
        (await other.RunAsync("ingest", "--articles", late)).Error.ShouldContain("no prices yet");
        (await other.RunAsync("ingest", "--articles", early, "--prices", prices)).ExitCode.ShouldBe(0);

        ShouldBeSame(await other.DumpAsync(but: "traceid"), await Workspace.DumpAsync(but: "traceid"));
    }

    [Fact]
    public async Task Event_outside_the_prices_is_a_warning_and_its_rows_say_why()
    {
        string articles = Workspace.Write("old.jsonl", Retaliation.Replace("2025", "2019", StringComparison.Ordinal));
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN");

        Run run = await Workspace.RunAsync("ingest", "--articles", articles, "--prices", prices, "--output", "json");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldStartWith("warning: Event 20190404T101500Z-");
        run.Error.ShouldContain("no prices around day 0 for SIM.DRGN");
        run.Error.TrimEnd().Split('\n').Length.ShouldBe(1);
        JsonElement[] scores =
        [
            .. JsonDocument.Parse(run.Output).RootElement.GetProperty("scores").EnumerateArray()
                .Where(row => row.GetProperty("symbol").GetString() == "SIM.DRGN"),
        ];
        scores.Length.ShouldBe(3);
        scores.ShouldAllBe(
            row => row.GetProperty("status").GetString() == "not_scored" && row.GetProperty("reason").GetString() == "no_prices");
    }

    [Fact]
    public async Task Article_without_a_time_takes_the_one_given_and_a_date_alone_leaves_day_0_open()
    {
        string article = Workspace.Write(
            "story.txt",
            "China hits back with 34% tariff on all US goods\n\nChina on Friday imposed a 34% tariff on all goods from the United States.");
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN");

        JsonElement result = await Workspace.RunJsonAsync("ingest", "--articles", article, "--published", "2025-04-04", "--prices", prices);

        JsonElement tradeEvent = result.GetProperty("events").EnumerateArray().Single();
        tradeEvent.GetProperty("time_resolution").GetString().ShouldBe("day");
        JsonElement[] scores = [.. result.GetProperty("scores").EnumerateArray()];
        Score(scores, tradeEvent, "SIM.DRGN", "p0_p0").GetProperty("reason").GetString().ShouldBe("day_uncertain");
        Score(scores, tradeEvent, "SIM.DRGN", "p0_p1").GetProperty("status").GetString().ShouldBe("final");
    }

    [Fact]
    public async Task Watchlist_of_the_user_decides_what_is_scored()
    {
        string articles = Workspace.Write("week.jsonl", Retaliation);
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN", "SIM.RARE");
        string watchlist = Workspace.Write(
            "watchlist.json", """{"instruments":[{"symbol":"SPY"},{"symbol":"SIM.DRGN","benchmark":"SPY","tags":["cn"]}]}""");

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", articles, "--prices", prices, "--watchlist", watchlist, "--output", "json");

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain("SIM.RARE is not in the watchlist, so the file is skipped.");
        JsonElement[] scores = [.. JsonDocument.Parse(run.Output).RootElement.GetProperty("scores").EnumerateArray()];
        scores.Select(row => row.GetProperty("symbol").GetString()).Distinct().Order(StringComparer.Ordinal).ShouldBe(["SIM.DRGN", "SPY"]);
        scores.First(row => row.GetProperty("symbol").GetString() == "SIM.DRGN").GetProperty("link").GetString().ShouldBe("direct");
    }

    [Fact]
    public async Task Unknown_symbol_and_event_are_named()
    {
        (await Workspace.RunAsync("scores", "--symbol", "SPY")).Error.ShouldContain(
            "there are no instruments in this storage yet; run marketpulse ingest first");
        (await Workspace.RunAsync("ingest", "--prices", Workspace.WritePrices("SPY", "SIM.DRGN"))).ExitCode.ShouldBe(0);

        Run symbol = await Workspace.RunAsync("scores", "--symbol", "NONE");
        Run tradeEvent = await Workspace.RunAsync("scores", "--event", "20250404T101500Z-00000000");

        (symbol.ExitCode, symbol.Error.TrimEnd()).ShouldBe((1, "error: --symbol: 'NONE' is not one of SIM.DRGN, SPY."));
        (tradeEvent.ExitCode, tradeEvent.Error.TrimEnd())
            .ShouldBe((1, "error: --event: there is no event '20250404T101500Z-00000000' in this storage."));
    }

    private static JsonElement Score(JsonElement[] scores, JsonElement tradeEvent, string symbol, string window) => scores.Single(row =>
        row.GetProperty("event_id").GetString() == tradeEvent.GetProperty("event_id").GetString()
        && row.GetProperty("symbol").GetString() == symbol
        && row.GetProperty("window_key").GetString() == window);

    private static void ShouldBeSame(SortedDictionary<string, string> actual, SortedDictionary<string, string> expected)
    {
        actual.Keys.ShouldBe(expected.Keys);
        foreach ((string key, string row) in expected)
        {
            actual[key].ShouldBe(row, key);
        }
    }
}
