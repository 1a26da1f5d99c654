using System.Text;
using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Errors in a user's files are reported with their position, and the rest of the input is still used.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Good =
        """{"title":"China hits back with 34% tariff on all US goods","published":"2025-04-04T10:15:00Z","""
        + "\"body\":\"China on Friday imposed a 34% tariff on all goods from the United States.\"}";

    private Workspace? _workspace;

    private Workspace Workspace => _workspace!;

    public async ValueTask InitializeAsync() => _workspace = await Workspace.OpenAsync();

    public ValueTask DisposeAsync() => _workspace!.DisposeAsync();

    public static TheoryData<string, string> PriceFaults => new()
    {
        { "2025-12-30,abc", "line 503, column 12: Close 'abc' is not a number; the row is skipped." },
        { "2025-12-29,100", "line 503: date 2025-12-29 is repeated; the row is skipped." },
        { "2025-12-01,100", "line 503: date 2025-12-01 is out of order; the row is skipped." },
        { "2026-02-01,100", "line 503: date 2026-02-01 is in the future; the row is skipped." },
    };

    [Theory]
    [MemberData(nameof(PriceFaults))]
    public async Task Bad_price_row_costs_that_row(string row, string message)
    {
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN");
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(prices, "SIM.DRGN.csv"));
        IEnumerable<string> closes = lines[1..^2].Select(line => line.Split(',')).Select(fields => $"{fields[0]},{fields[4]}");
        string file = Workspace.Write("prices/BAD.csv", $"Date,Close\n{string.Join('\n', closes)}\n{row}\n2025-12-31,100\n");
        int line = lines.Length - 1;

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", Workspace.Write("a.jsonl", Good), "--prices", prices, "--output", "json");

        run.ExitCode.ShouldBe(1);
        string place = line.ToString(System.Globalization.CultureInfo.InvariantCulture);
        run.Error.TrimEnd().ShouldBe($"error: {file}, {message.Replace("503", place, StringComparison.Ordinal)}");
        Scored(run, "BAD").ShouldBe(3);
        Scored(run, "SIM.DRGN").ShouldBe(3);
    }

    [Fact]
    public async Task Price_file_with_a_wrong_header_costs_that_file()
    {
        string prices = Workspace.WritePrices("SPY", "SIM.DRGN");
        string file = Workspace.Write("prices/BAD.csv", "Day,Price\n2025-01-02,100\n");

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", Workspace.Write("a.jsonl", Good), "--prices", prices, "--output", "json");

        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().ShouldBe($"error: {file}, line 1: the header has no Date column; it must name Date (or Timestamp) and Close.");
        Scored(run, "SIM.DRGN").ShouldBe(3);
        Scored(run, "BAD").ShouldBe(0);
        (await Workspace.RunJsonAsync("scores")).EnumerateArray().ShouldAllBe(row => row.GetProperty("symbol").GetString() != "BAD");
    }

    [Fact]
    public async Task Every_bad_article_is_named_and_the_good_ones_are_processed()
    {
        Workspace.Write("news/1-good.jsonl", Good);
        Workspace.Write("news/2-bad.jsonl", string.Join(
            '\n',
            """{"title":"China hits back with 34% tariff"}""",
            """{"title":"","published":"2025-04-04"}""",
            $$"""{"title":"China hits back","published":"2025-04-04","body":"{{new string('x', 5_000_000)}}"}""",
            """{"title":"Retailers\u0007 report a strong quarter","published":"2025-04-04"}""",
            "not json"));
        Workspace.Write("news/3-bad.txt", [.. "China raises tariffs "u8, 0xC3, 0x28]);

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", Workspace.PathOf("news"), "--prices", Workspace.WritePrices("SPY", "SIM.DRGN"), "--published",
            "2025-04-05", "--output", "json");

        string jsonl = $"error: {Workspace.PathOf("news/2-bad.jsonl")}, ";
        run.ExitCode.ShouldBe(1);
        run.Error.TrimEnd().Split('\n').ShouldBe(
        [
            $"{jsonl}line 2: the article has no text.",
            $"{jsonl}line 3: the article has more than 1 million characters of text, more than any article; split it or remove the text.",
            $"{jsonl}line 4: the title contains the control character U+0007; it is removed.",
            $"{jsonl}line 5, column 2: this is not a JSON object; each line must be one.",
            run.Error.TrimEnd().Split('\n')[^1],
        ]);
        run.Error.TrimEnd().Split('\n')[^1].ShouldStartWith($"error: {Workspace.PathOf("news/3-bad.txt")}, line 1, column 22: ");
        Scored(run, "SIM.DRGN").ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task Article_without_a_date_is_named_and_nothing_is_stored_when_nothing_is_left()
    {
        string file = Workspace.Write("story.txt", "China hits back with 34% tariff on all US goods");

        Run run = await Workspace.RunAsync("ingest", "--articles", file);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBeEmpty();
        run.Error.TrimEnd().Split('\n').ShouldBe(
        [
            $"error: {file}, line 1: the article has no published date; add one, or set one for all such articles with --published.",
            "error: Nothing could be read, so nothing was stored.",
        ]);
        (await Workspace.DumpAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watchlist_entry_that_cannot_be_scored_is_named_and_the_others_are()
    {
        string watchlist = Workspace.Write("watchlist.json", """
            { "instruments": [
              { "symbol": "SPY" },
              { "symbol": "SIM.DRGN", "benchmark": "SPY" },
              { "symbol": "SIM.RARE", "benchmark": "NONE" }
            ] }
            """);

        Run run = await Workspace.RunAsync(
            "ingest", "--articles", Workspace.Write("a.jsonl", Good), "--prices", Workspace.WritePrices("SPY", "SIM.DRGN"), "--watchlist",
            watchlist, "--output", "json");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldStartWith($"error: {watchlist}, line 4: SIM.RARE: its benchmark 'NONE' is not in the list");
        Scored(run, "SIM.DRGN").ShouldBe(3);
    }

    [Fact]
    public async Task Standard_input_that_is_no_text_is_named()
    {
        var output = new StringWriter();
        var error = new StringWriter();
        using var input = new MemoryStream([.. Encoding.UTF8.GetBytes("line one\n"), 0xFF]);

        int exitCode = await Local.Commands.MarketPulseCommand.RunAsync(
            ["detect", "-"], output, error, new Local.Commands.Surroundings(input, new StoppedClock(Cli.Now)), CancellationToken.None);

        exitCode.ShouldBe(1);
        error.ToString().ShouldStartWith("error: standard input, line 2, column 1: ");
    }

    private static int Scored(Run run, string symbol) => JsonDocument.Parse(run.Output).RootElement.GetProperty("scores").EnumerateArray()
        .Count(row => row.GetProperty("symbol").GetString() == symbol && row.GetProperty("status").GetString() == "final");
}
