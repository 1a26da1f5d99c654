using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The track record in the page: locked forecasts, and beside them those of a replay.</summary>
public class TrackInBrowserTests(BrowserFixture browser)
{
    private static readonly DateTimeOffset Noon = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

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

    /// <summary>
    /// One forecast with outcomes on ten days, 19 of 20 inside the interval; and a replay of twenty days, half of it inside. Over [0,+5],
    /// only the replay has any.
    /// </summary>
    private static async Task<WebHost> FilledAsync()
    {
        WebHost host = await WebHost.StartAsync();
        IForecastStore store = host.Get<IForecastStore>();
        TradeEvent found = Data.Event(0) with { EventTimeUtc = Noon, Stance = Stance.Escalation, Intensity = 50 };
        await store.TryAppendAsync(Forecast.Of(found, Noon, [Series("FXI", 0)]), Cancel);
        Forecast forecast = await store.ReadAsync(Cancel).SingleAsync(Cancel);
        await store.AddOutcomesAsync(
        [
            .. from day in Enumerable.Range(0, 10)
            from symbol in new[] { "FXI", "EEM" }
            select Outcome(forecast, Series($"{symbol}{day}", 6 * day), day == 3 && symbol == "EEM" ? 3 : 0.2 * (day - 5)),
        ], Cancel);
        var replay = new HistoryReplay(
            [], new Dictionary<string, PriceHistory>(), [Data.Event(0), Data.Event(1)], [], new StudyOptions());
        await host.Get<ReplayedForecasts>().SaveAsync(
            replay,
            from day in Enumerable.Range(0, 20)
            from inside in new[] { true, false }
            from window in new[] { "p0_p0", "p0_p5" }
            select new ForecastAccuracy
            {
                WindowKey = window,
                Kind = "talks",
                Day0 = new DateOnly(2024, 1, 1).AddDays(11 * day),
                IsInside = inside,
                IsInsideAdaptive = true,
                WidthPct = 3,
                WidthAdaptivePct = 3.5,
                CrpsScenarioPct = 0.4,
                CrpsUnconditionalPct = 0.5,
                Pit = day / 20.0,
            },
            Cancel);
        return host;
    }

    private static ForecastSeries Series(string symbol, int days) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Day0 = new DateOnly(2025, 6, 2).AddDays(days),
        CloseUtc = Noon.AddHours(8),
        PredictedPct = 0,
        HalfWidthPct = 1.5,
        AdaptiveMultiplier = 1.1,
        Unconditional = [-1, 0, 1],
    };

    private static ForecastOutcome Outcome(Forecast forecast, ForecastSeries series, double car) => ForecastOutcome.Of(
        forecast,
        series,
        new ImpactScore
        {
            EventId = forecast.EventId,
            EventTimeUtc = forecast.EventTimeUtc,
            Symbol = series.Symbol,
            WindowKey = series.WindowKey,
            CarPct = car,
        });
}
