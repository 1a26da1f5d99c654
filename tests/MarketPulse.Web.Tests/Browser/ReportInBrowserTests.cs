using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Web.Report;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The report on the real history: a file that shows what the page shows.</summary>
public sealed partial class ReportInBrowserTests(BrowserFixture browser, HistoryOnAzurite history) : IDisposable
{
    private const int MostBytes = 4_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_shows_what_the_page_shows_in_a_file_that_can_be_sent()
    {
        WebHost host = await history.HostAsync();
        string file = Path.Combine(_folder, "report.html");
        await using (FileStream output = File.Create(file))
        {
            (await new ReportFile(host.Services).WriteAsync(new ReportRequest(), output, Cancel)).ShouldBe(25);
        }

        new FileInfo(file).Length.ShouldBeLessThan(MostBytes);
        await using Tab page = await browser.OpenAsync(host.Client.BaseAddress!);
        await using Tab report = await browser.OpenAsync(new Uri(file));
        await page.GoAsync();
        await GoAsync(report, file, "#/");

        string[] found = await TextsAsync(page, ".findings > li");
        found.ShouldNotBeEmpty();
        (await TextsAsync(report, ".findings > li")).ShouldBe(found);
        string link = $"#/event/{await LatestScoredAsync(host)}";
        await page.GoAsync(link);
        await GoAsync(report, file, link);
        string[] cells = await TextsAsync(page, "main td.number");
        cells.Length.ShouldBeGreaterThan(4);
        (await TextsAsync(report, "main td.number")).ShouldBe(cells);
        await GoAsync(report, file, "#/instrument/CHF");
        (await TextsAsync(report, "main td.number")).Length.ShouldBeGreaterThan(4);

        report.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Report_has_the_track_record()
    {
        await using WebHost host = await WebHost.StartAsync();
        await Ledger.FillAsync(host);
        string file = Path.Combine(_folder, "report.html");
        await using (FileStream output = File.Create(file))
        {
            await new ReportFile(host.Services).WriteAsync(new ReportRequest(), output, Cancel);
        }

        await using Tab page = await browser.OpenAsync(host.Client.BaseAddress!);
        await using Tab report = await browser.OpenAsync(new Uri(file));
        await page.GoAsync("#/track");
        await GoAsync(report, file, "#/track");

        string[] sides = await TextsAsync(page, ".beside > section");
        sides.Length.ShouldBe(2);
        (await TextsAsync(report, ".beside > section")).ShouldBe(sides);
        report.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("scores", "Score")]
    [InlineData("abnormal-returns", "PathDay")]
    [InlineData("sensitivity", "Sensitivity")]
    public void Report_has_the_columns_that_the_page_reads(string resource, string type)
    {
        string rows = File.ReadAllText(Repository.Path("src", "MarketPulse.Web", "page", "src", "rows.ts"));
        string body = rows[rows.IndexOf($"export interface {type} {{", StringComparison.Ordinal)..];

        ReportColumns.Of(resource).ShouldBe(
            Field().Matches(body[..body.IndexOf('}', StringComparison.Ordinal)]).Select(match => match.Value));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The latest event with complete scores.</summary>
    private static async Task<string> LatestScoredAsync(WebHost host)
    {
        using JsonDocument scores = JsonDocument.Parse(
            await host.Client.GetStringAsync("/api/scores?symbol=CHF&window=p0_p5&limit=1000&select=eventid,status", Cancel));
        return scores.RootElement.GetProperty("value").EnumerateArray().Where(row => row.GetProperty("status").GetString() == "final")
            .Select(row => row.GetProperty("eventid").GetString()!).Max(StringComparer.Ordinal)!;
    }

    private static async Task GoAsync(Tab report, string file, string view)
    {
        await report.Page.GotoAsync(new Uri(file).AbsoluteUri + view);
        await report.DrawnAsync();
    }

    private static async Task<string[]> TextsAsync(Tab tab, string selector) =>
        [.. await tab.Page.Locator(selector).AllInnerTextsAsync()];

    [GeneratedRegex(@"(?<=^  )\w+(?=:)", RegexOptions.CultureInvariant | RegexOptions.Multiline, 1000)]
    private static partial Regex Field();
}
