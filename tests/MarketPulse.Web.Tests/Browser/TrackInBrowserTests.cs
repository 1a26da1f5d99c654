using System.Globalization;
using MarketPulse.Pipeline.Ports;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The track record in the page: locked forecasts, and beside them those of a replay.</summary>
public class TrackInBrowserTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_forecasts_and_without_a_replay_the_view_says_how_either_comes_about()
    {
        await using WebHost host = await WebHost.StartAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync("#/track");

        (await tab.TitleAsync()).ShouldBe("Track record");
        (await SideAsync(tab, "locked")).ShouldContain("No forecast has been locked yet. One is locked when an event with a direction");
        (await SideAsync(tab, "replayed")).ShouldContain("No replay is stored. marketpulse verify computes one");
        (await tab.Page.Locator("main .figure").CountAsync()).ShouldBe(0);
        (await tab.Page.GetByLabel("Window").CountAsync()).ShouldBe(0);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Locked_and_replayed_forecasts_stand_beside_each_other_and_are_never_counted_together()
    {
        await using WebHost host = await FilledAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync("#/track");

        string locked = await SideAsync(tab, "locked"), replayed = await SideAsync(tab, "replayed");
        locked.ShouldContain("1 forecast locked since");
        locked.ShouldContain((await host.Get<IForecastStore>().FindHeadAsync(Cancel))!.Hash);
        locked.ShouldContain("95.0% [");
        locked.ShouldContain("20 forecasts on 10 days");
        replayed.ShouldContain("2 events from");
        replayed.ShouldContain("50.0% [");
        replayed.ShouldContain("40 forecasts on 20 days");
        (await RowsAsync(tab, "Coverage over [0,0], locked")).ShouldBe([["p0_p0", "all", "all", "20"]]);
        (await RowsAsync(tab, "By kind over [0,0], replayed")).ShouldBe([["p0_p0", "kind", "talks", "40"]]);
        (await RowsAsync(tab, "By month over [0,0], locked"))
            .ShouldBe([["p0_p0", "month", "2025-07", "10"], ["p0_p0", "month", "2025-06", "10"]]);
        string[][] histogram = await RowsAsync(tab, "Distribution over [0,0], locked");
        histogram.Length.ShouldBe(10);
        histogram.Sum(row => int.Parse(row[1], CultureInfo.InvariantCulture)).ShouldBe(20);
        histogram.ShouldAllBe(row => row[2] == "2");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_window_is_chosen_and_stays_in_the_address()
    {
        await using WebHost host = await FilledAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync("#/track");

        await tab.Page.GetByLabel("Window").SelectOptionAsync("p0_p5");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "By month over [0,+5], replayed" }).WaitForAsync();

        new Uri(tab.Page.Url).Fragment.ShouldBe("#/track/p0_p5");
        (await SideAsync(tab, "locked")).ShouldEndWith("No outcome over [0,+5] yet.");
        await tab.Page.ReloadAsync();
        await tab.DrawnAsync();
        (await tab.Page.GetByLabel("Window").InputValueAsync()).ShouldBe("p0_p5");
        tab.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Nothing_is_cut_off_and_assistive_tools_find_nothing_serious(int width, ColorScheme scheme)
    {
        await using WebHost host = await FilledAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!, scheme, width);
        await tab.GoAsync("#/track");

        (await tab.CutAsync()).ShouldBeEmpty("charts");
        ILocator charts = tab.Page.Locator(".tools [aria-pressed=false]");
        while (await charts.CountAsync() > 0)
        {
            await charts.First.ClickAsync();
        }

        (await tab.CutAsync()).ShouldBeEmpty("tables");
        (await tab.SeriousAsync()).ShouldBeEmpty();
    }

    private static async Task<string> SideAsync(Tab tab, string origin) => await tab.Page.Locator($"section.{origin}").InnerTextAsync();

    /// <summary>The first four columns of a figure's file, without the heading.</summary>
    private static async Task<string[][]> RowsAsync(Tab tab, string figure)
    {
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(
            () => tab.Page.GetByRole(AriaRole.Button, new() { Name = $"{figure}: download CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        return [.. lines.Skip(1).Select(line => line.Split(',')[..Math.Min(4, line.Split(',').Length)])];
    }

    private static async Task<WebHost> FilledAsync()
    {
        WebHost host = await WebHost.StartAsync();
        await Ledger.FillAsync(host);
        return host;
    }
}
