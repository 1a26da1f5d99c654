using System.Collections.Concurrent;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The page in a real browser, with the data of the demo.</summary>
public class PageInBrowserTests(BrowserFixture browser, DemoOnAzurite demo)
{
    private const int FirstViewBytes = 200_000;

    [Fact]
    public async Task Overview_shows_events_reactions_and_how_tense_it_is_without_a_complaint()
    {
        await using Tab tab = await OpenAsync();

        (await tab.TitleAsync()).ShouldBe("Overview");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Events and prices" }).WaitForAsync();
        await tab.Page.Locator("section:has(h2:text-is('Events and prices')) .u-wrap").WaitForAsync();
        (await tab.Page.Locator("section:has(#events-title) tbody tr").CountAsync()).ShouldBeGreaterThan(5);
        (await tab.Page.Locator(".heat tbody tr").CountAsync()).ShouldBeGreaterThan(5);
        await tab.Page.Locator("footer:has-text('Calibration')").WaitForAsync();
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_are_filtered_by_stance_and_by_what_they_say()
    {
        await using Tab tab = await OpenAsync();
        ILocator rows = tab.Page.Locator("section:has(#events-title) tbody tr");
        int all = await rows.CountAsync();

        await tab.Page.GetByLabel("Stance").SelectOptionAsync("escalation");
        await Assertions.Expect(rows.Locator(".stance.deescalation")).ToHaveCountAsync(0);
        int escalations = await rows.CountAsync();
        (await rows.Locator(".stance").AllInnerTextsAsync()).ShouldAllBe(text => text.Trim() == "escalation");
        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("no headline says this");

        escalations.ShouldBeInRange(1, all - 1);
        await tab.Page.GetByText("No event matches.").WaitForAsync();
    }

    [Fact]
    public async Task An_event_opens_with_what_decided_it_and_leads_on_to_an_instrument()
    {
        await using Tab tab = await OpenAsync();
        ILocator link = tab.Page.Locator("section:has(#events-title) tbody th a").First;
        string headline = await link.InnerTextAsync();

        await link.ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = headline }).WaitForAsync();
        (await tab.Page.Locator("section:has(h2:text-is('Why it was detected')) tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        (await tab.Page.Locator(".u-wrap").CountAsync()).ShouldBe(2);
        await tab.Page.GetByLabel("Window").SelectOptionAsync("p0_p0");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Reactions over [0,0]" }).WaitForAsync();

        ILocator instrument = tab.Page.Locator(".bars .name a").First;
        string symbol = await instrument.InnerTextAsync();
        await instrument.ClickAsync();
        await tab.Page.Locator($"h1:has-text('{symbol}')").WaitForAsync();
        (await tab.Page.Locator("section:has(h2:text-is('Events over [−1,+1]')) tbody tr").CountAsync()).ShouldBeGreaterThan(3);
        // The sample has three days of de-escalation, and six are needed.
        (
            await tab.Page.Locator("section:has(h2:text-is('When tension rises, when it eases')) li")
                .Filter(new() { HasText = "De-escalation mean" })
                .InnerTextAsync())
            .ShouldContain("not enough data, 3 days");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_theme_is_the_readers_choice_and_stays()
    {
        await using Tab tab = await OpenAsync();
        ILocator button = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Theme" });

        await button.ClickAsync();
        await button.ClickAsync();
        (await tab.Page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
        await tab.Page.ReloadAsync();
        await tab.DrawnAsync();

        (await tab.Page.Locator("html").GetAttributeAsync("data-theme")).ShouldBe("dark");
    }

    [Fact]
    public async Task Every_figure_is_also_a_table_and_a_file()
    {
        await using Tab tab = await OpenAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Reactions: show as table" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Show all" }).ClickAsync();
        int rows = await tab.Page.Locator("section:has(h2:text-is('Reactions')) .scroll:not([hidden]) table:not(.heat) tbody tr")
            .CountAsync();
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(
            () => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Reactions: download CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);

        download.SuggestedFilename.ShouldBe("reactions.csv");
        lines[0].ShouldBe(
            "symbol,eventid,windowkey,raw_return_pct,benchmark_return_pct,market_effect_pct,market_score,car_pct,car_lo_pct,car_hi_pct,"
            + "mde80_pct,adjusted_score,q_event,confounders,status");
        lines.Length.ShouldBe(rows + 1);
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using Tab tab = await OpenAsync();
        IKeyboard keyboard = tab.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        (await FocusedAsync(tab)).ShouldBe("Skip to the content");
        await tab.Page.Locator(".lead .term, .note .term").First.FocusAsync();
        await tab.Page.Locator("#tip:not([hidden])").WaitForAsync();
        await keyboard.PressAsync("Escape");
        (await tab.Page.Locator("#tip").IsHiddenAsync()).ShouldBeTrue();

        ILocator link = tab.Page.Locator("section:has(#events-title) tbody th a").First;
        string headline = await link.InnerTextAsync();
        await link.FocusAsync();
        await keyboard.PressAsync("Enter");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = headline }).WaitForAsync();

        (await FocusedAsync(tab)).ShouldBe(headline);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Assistive_tools_find_nothing_serious(ColorScheme scheme)
    {
        await using Tab tab = await OpenAsync(scheme);
        foreach (string hash in await ViewsAsync(tab))
        {
            await tab.GoAsync(hash);
            AxeResult result = await tab.Page.RunAxe();
            result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .Select(violation =>
                    $"{hash}: {violation.Id}: {violation.Help}: {string.Join(" | ", violation.Nodes.Take(3).Select(node => node.Html))}")
                .ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1440)]
    public async Task No_view_is_wider_than_the_screen(int width)
    {
        await using Tab tab = await OpenAsync(width: width);
        foreach (string hash in await ViewsAsync(tab))
        {
            await tab.GoAsync(hash);
            (await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, hash);
        }
    }

    [Fact]
    public async Task First_view_is_light()
    {
        WebHost host = await demo.HostAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        var finished = new ConcurrentQueue<IRequest>();
        tab.Page.RequestFinished += (_, request) => finished.Enqueue(request);

        await tab.GoAsync();
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        long bytes = 0;
        foreach (IRequest request in finished)
        {
            bytes += (await request.SizesAsync()).ResponseBodySize;
        }

        bytes.ShouldBeInRange(10_000, FirstViewBytes);
    }

    [Fact]
    public async Task What_a_feed_says_is_text_and_never_runs()
    {
        const string hostile = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> \u202Etext";
        await using WebHost host = await WebHost.StartAsync();
        TradeEvent row =
            Data.Event(1) with { Headline = hostile, Link = "javascript:document.title='taken'", Measures = ["<b>"], Pairs = ["US-CN"] };
        await host.Get<IEventStore>().SaveAsync([row], TestContext.Current.CancellationToken);
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync();
        string listed = await tab.Page.Locator("section:has(#events-title) tbody th a").First.InnerTextAsync();
        await tab.GoAsync($"#/event/{row.EventId}");

        listed.ShouldContain("<script>");
        (await tab.TitleAsync()).ShouldContain("<img src=x");
        (await tab.Page.Locator("main script, main img, main b").CountAsync()).ShouldBe(0);
        (await tab.Page.Locator("a[href^='javascript']").CountAsync()).ShouldBe(0);
        (await tab.Page.TitleAsync()).ShouldNotBe("taken");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_protected_page_asks_for_the_key_and_keeps_it_for_the_session()
    {
        await using WebHost host = await WebHost.StartAsync(services => services.AddMarketPulseWeb(options => options.Key = "open-sesame"));
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync();
        (await tab.TitleAsync()).ShouldBe("Access key");

        await tab.Page.GetByLabel("Key").FillAsync("wrong");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await tab.DrawnAsync();
        (await tab.TitleAsync()).ShouldBe("Access key");
        await tab.Page.GetByLabel("Key").FillAsync("open-sesame");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Overview" }).WaitForAsync();
        await tab.Page.ReloadAsync();

        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Overview" }).WaitForAsync();
    }

    private static Task<string> FocusedAsync(Tab tab) => tab.Page.EvaluateAsync<string>("document.activeElement.textContent");

    private static async Task<string[]> ViewsAsync(Tab tab)
    {
        await tab.GoAsync();
        string? someEvent = await tab.Page.Locator("section:has(#events-title) tbody th a").First.GetAttributeAsync("href");
        string? someInstrument = await tab.Page.Locator(".heat tbody th a").First.GetAttributeAsync("href");
        return ["#/", someEvent!, someInstrument!, "#/instruments", "#/scenario", "#/track"];
    }

    private async Task<Tab> OpenAsync(ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        WebHost host = await demo.HostAsync();
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!, scheme, width);
        await tab.GoAsync();
        return tab;
    }
}
