using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>Analogues in the event view.</summary>
public class AnaloguesInBrowserTests(BrowserFixture browser, DemoOnAzurite demo)
{
    private const string Headline = "Trump threatens additional 100% tariff on China over rare earth export controls";
    private const string Terms = "section:has(h2:text-is('Nearest past events'))";
    private const string Followed = "section:has(h2:text-matches('^What followed them'))";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_distance_of_each_analogue_is_the_sum_of_the_terms_beside_it()
    {
        await using Tab tab = await OpenAsync();

        string[][] rows = await CsvAsync(tab, "Nearest past events");

        rows[0].Skip(5).ShouldBe(
            [
                "distance",
                "distance_measures",
                "distance_actors",
                "distance_stance",
                "distance_topics",
                "distance_certainty",
                "distance_intensity",
            ],
            ignoreOrder: false);
        rows.Length.ShouldBeInRange(6, 11);
        foreach (string[] row in rows.Skip(1))
        {
            double[] numbers = [.. row[^7..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];
            numbers.Skip(1).Sum().ShouldBe(numbers[0], 1e-9);
        }

        (await tab.Page.Locator($"{Terms} .sums .value").First.InnerTextAsync())
            .ShouldMatch(@"^\d\.\d\d: \w+ \d\.\d\d( \+ \w+ \d\.\d\d)*$");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_analogue_leads_to_its_own_event()
    {
        await using Tab tab = await OpenAsync();
        ILocator link = tab.Page.Locator($"{Terms} .sums a").First;
        string target = (await link.GetAttributeAsync("href"))!;

        await link.ClickAsync();
        await tab.Page.Locator("h1", new() { HasNotText = Headline }).WaitForAsync();

        new Uri(tab.Page.Url).Fragment.ShouldBe(target);
        (await tab.TitleAsync()).ShouldNotBe("No such event");
    }

    [Fact]
    public async Task What_followed_is_a_distribution_over_the_window_that_is_chosen()
    {
        await using Tab tab = await OpenAsync();

        await tab.Page.GetByLabel("Outcomes over").SelectOptionAsync("p0_p5");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "What followed them over [0,+5]" }).WaitForAsync();
        string[][] rows = await CsvAsync(tab, "What followed them over [0,+5]");

        rows[0].ShouldBe(
            [
                "symbol", "windowkey", "count", "car_median_pct", "car_q1_pct", "car_q3_pct", "share_negative", "adjusted_median",
                "adjusted_q1", "adjusted_q3",
            ]);
        string[][] known = [.. rows.Skip(1).Where(row => row[3] != "")];
        known.Length.ShouldBeGreaterThan(3);
        known.ShouldAllBe(
            row => row[1] == "p0_p5" && Number(row[2]) >= 5 && Number(row[4]) <= Number(row[3]) && Number(row[3]) <= Number(row[5]));
        (await tab.Page.Locator($"{Followed} .intervals li").CountAsync()).ShouldBe(known.Length);
        (await tab.Page.Locator($"{Followed} .intervals .whisker").CountAsync()).ShouldBe(known.Length);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_number_behind_each_name_is_told_to_the_keyboard()
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Nearest past events: show as table" }).PressAsync("Enter");

        await tab.Page.Locator($"{Terms} thead .term", new() { HasText = "actors" }).FocusAsync();

        (await tab.Page.Locator("#tip").InnerTextAsync()).ShouldContain("At most 0.20");
    }

    [Fact]
    public async Task Fewer_than_five_scored_analogues_are_shown_without_a_distribution()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([.. Enumerable.Range(0, 8).Select(Data.Event)], Cancel);
        for (int number = 0; number < 8; number++)
        {
            await host.Get<IScoreStore>().SaveAsync([Data.Score(number) with { Status = ScoreStatus.Final, CarPct = -0.1 }], [], Cancel);
        }

        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync($"#/event/{Data.EventId(7)}");

        (await tab.Page.Locator($"{Terms} .sums li").CountAsync()).ShouldBe(3);
        await tab.Page.GetByText("3 of these events are scored: too few for a distribution, which needs 5.").WaitForAsync();
        (await tab.Page.Locator($"{Followed} .intervals").CountAsync()).ShouldBe(0);
        (await tab.Page.GetByLabel("Outcomes over").CountAsync()).ShouldBe(0);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_event_of_all_has_none_and_says_so()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([Data.Event(0)], Cancel);

        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync($"#/event/{Data.EventId(0)}");

        (await tab.Page.Locator(Terms).InnerTextAsync()).ShouldContain("at least 21 days older");
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    /// <summary>Rows of the CSV file of a figure; no headline of the demo contains a quote or comma.</summary>
    private static async Task<string[][]> CsvAsync(Tab tab, string figure)
    {
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(
            () => tab.Page.GetByRole(AriaRole.Button, new() { Name = $"{figure}: download CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        return [.. lines.Select(line => line.Split(','))];
    }

    private async Task<Tab> OpenAsync()
    {
        WebHost host = await demo.HostAsync();
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync();
        await tab.Page.Locator("section:has(#events-title) tbody th a", new() { HasText = Headline }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = Headline }).WaitForAsync();
        return tab;
    }
}
