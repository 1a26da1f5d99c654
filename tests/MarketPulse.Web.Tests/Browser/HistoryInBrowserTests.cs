using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Local.Commands;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The page with the real history: what a newcomer sees first.</summary>
public partial class HistoryInBrowserTests(BrowserFixture browser, HistoryOnAzurite history)
{
    private const string MexicoDuty = "20190530T233019Z-3daeafe0";

    // The day after the statement of 31 July 2019.
    private const string DayAfterStatement = "20190801T172610Z-ad63a121";
    private const string Events = "section:has(#events-title)";
    private const string Chart = "section:has(h2:text-is('Events and prices'))";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int, ColorScheme> Screens => new()
    {
        { 390, ColorScheme.Light },
        { 390, ColorScheme.Dark },
        { 1440, ColorScheme.Light },
        { 1440, ColorScheme.Dark },
    };

    [Fact]
    public async Task Findings_lead_with_one_sentence_for_each_reaction_below_the_level_and_how_many_were_looked_at()
    {
        await using Tab tab = await OpenAsync();
        JsonElement[] tested =
        [
            .. (await RowsAsync("/api/findings")).Where(row => row.GetProperty("q").ValueKind == JsonValueKind.Number)
                .OrderBy(row => row.GetProperty("q").GetDouble()),
        ];
        JsonElement[] rows = [.. tested.Where(row => Text(row, "verdict") != "not_found")];
        string[] found = [.. rows.Select(row => Text(row, "symbol"))];

        (await tab.Page.Locator("main h2").First.InnerTextAsync()).ShouldBe("Findings");
        found.Length.ShouldBeGreaterThan(0);
        (await tab.Page.Locator(".findings > li > a").AllInnerTextsAsync()).ShouldBe(found);
        string note = await tab.Page.Locator("section:has(h2:text-is('Findings')) .note").First.InnerTextAsync();
        int instruments = tested.Select(row => Text(row, "symbol")).Distinct().Count();
        note.ShouldContain($"{tested.Length} reactions of {instruments} instruments were looked at");
        note.ShouldContain($"{found.Length} of them have q below 0.05");
        note.ShouldContain(rows.Any(row => Text(row, "verdict") == "robust")
            ? "every robustness check"
            : "Each fails at least one robustness check, so all are suggestive.");
        ILocator sentences = tab.Page.Locator(".findings > li");
        string[] codes = ["minute", "mean", "halves", "years", "placebo", "stale"];
        for (int i = 0; i < rows.Length; i++)
        {
            string[] marks = [.. await sentences.Nth(i).Locator(".checks [role=img]").AllInnerTextsAsync()];
            marks.ShouldBe(codes.Select(code => Text(rows[i], "failed").Split('|').Contains(code) ? "✗" : "✓"), found[i]);
        }

        string won = await sentences.Filter(new() { HasText = "KRW" }).InnerTextAsync();
        won.ShouldContain("Suggestive");
        won.ShouldContain("Fresh prices: stale");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_an_index_the_chart_draws_escalation_upwards_and_easing_downwards_over_a_price()
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.Locator($"{Chart} canvas").WaitForAsync();

        Ink ink = await InkAsync(tab);

        ink.EscalationAbove.ShouldBeGreaterThan(1000);
        ink.EasingBelow.ShouldBeGreaterThan(1000);
        ink.EscalationBelow.ShouldBeLessThan(ink.EscalationAbove / 20);
        ink.EasingAbove.ShouldBeLessThan(ink.EasingBelow / 20);
        (await tab.Page.Locator($"{Chart} .u-legend").InnerTextAsync()).ShouldNotContain("Index");
        await tab.Page.Locator("#price").SelectOptionAsync("MXN");
        await tab.Page.Locator($"{Chart} .u-legend", new() { HasText = "MXN" }).WaitForAsync();
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_year_filters_counts_stems_list_and_heat_map_and_stays_in_the_address()
    {
        await using Tab tab = await OpenAsync();
        int all = (await InkAsync(tab)).EscalationAbove;

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "2019", Exact = true }).PressAsync("Enter");
        await tab.Page.GetByText("events from Jan 1, 2019 to Dec 31, 2019: 13 escalation, 10 de-escalation").WaitForAsync();

        new Uri(tab.Page.Url).Fragment.ShouldBe("#/range/2019-01-01..2019-12-31");
        (await tab.Page.Locator($"{Events} [role=status]").InnerTextAsync()).ShouldBe("10 of 23, latest first.");
        (await tab.Page.Locator($"{Events} time").EvaluateAllAsync<string[]>("times => times.map(time => time.dateTime.slice(0, 4))"))
            .ShouldAllBe(year => year == "2019");
        (await tab.Page.Locator(".heat thead a").EvaluateAllAsync<string[]>("links => links.map(link => link.hash.slice(8, 12))"))
            .ShouldAllBe(year => year == "2019");
        (await InkAsync(tab)).EscalationAbove.ShouldBeLessThan(all / 2);
        (await tab.Page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("2019");
        await tab.Page.ReloadAsync();
        await tab.DrawnAsync();
        (await tab.Page.Locator("[aria-pressed=true]", new() { HasText = "2019" }).CountAsync()).ShouldBe(1);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dragging_over_the_chart_chooses_its_days_and_opens_no_event()
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.Locator($"{Chart} .u-over").ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await tab.Page.Locator($"{Chart} .u-over").BoundingBoxAsync())!;

        await tab.Page.Mouse.MoveAsync(box.X + (box.Width * 0.1f), box.Y + (box.Height / 2));
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(box.X + (box.Width * 0.3f), box.Y + (box.Height / 2), new() { Steps = 5 });
        await tab.Page.Mouse.UpAsync();
        await Assertions.Expect(tab.Page).ToHaveURLAsync(RangeAddress());

        Match range = RangeAddress().Match(tab.Page.Url);
        DateOnly from = DateOnly.Parse(range.Groups["from"].Value, CultureInfo.InvariantCulture);
        DateOnly to = DateOnly.Parse(range.Groups["to"].Value, CultureInfo.InvariantCulture);
        from.Year.ShouldBe(2018);
        (to.DayNumber - from.DayNumber).ShouldBeInRange(500, 800);
        (await tab.Page.Locator("#range-from").InputValueAsync()).ShouldBe(range.Groups["from"].Value);
        (await tab.TitleAsync()).ShouldBe("Overview");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reactions_come_before_the_phrases_and_the_events_beside_it_are_one_click_away()
    {
        await using Tab tab = await OpenAsync($"#/event/{MexicoDuty}");
        string[] headings = [.. await tab.Page.Locator("main h2").AllInnerTextsAsync()];
        string headline = await tab.TitleAsync();

        Array.IndexOf(headings, "Reactions over [−1,+1]").ShouldBeInRange(0, Array.IndexOf(headings, "Why it was detected") - 1);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Previous event" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("main h1")).Not.ToHaveTextAsync(headline);
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "Next event" }).ClickAsync();
        await Assertions.Expect(tab.Page.Locator("main h1")).ToHaveTextAsync(headline);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Window_with_a_scheduled_release_is_marked_in_words_in_bars_table_and_heat_map()
    {
        await using Tab tab = await OpenAsync($"#/event/{DayAfterStatement}");
        ILocator bars = tab.Page.Locator(".bars li");
        ILocator marked = bars.Filter(new() { HasText = "† with FOMC statement" });
        (await marked.CountAsync()).ShouldBe(await bars.CountAsync());
        (await marked.First.Locator("[title]", new() { HasText = "†" }).GetAttributeAsync("title"))!.ShouldContain("known beforehand");
        await tab.Page.Locator("section:has(h2:has-text('Reactions over'))")
            .GetByRole(AriaRole.Button, new() { Name = "show as table" }).ClickAsync();
        (await tab.Page.Locator("section:has(h2:has-text('Reactions over')) tbody tr").First.InnerTextAsync())
            .ShouldContain("FOMC statement");
        (await tab.CutAsync()).ShouldBeEmpty();

        await tab.GoAsync("#/range/2019-07-31..2019-08-07");
        ILocator cell = tab.Page.Locator(".heat td:has(.dagger)").First;
        (await cell.GetAttributeAsync("title"))!.ShouldEndWith("; with FOMC statement in the window");
        (await cell.Locator(".unseen").Last.TextContentAsync()).ShouldBe(", with FOMC statement in the window");
        (await tab.SeriousAsync()).ShouldBeEmpty();

        await tab.GoAsync("#/instrument/JPY");
        (await tab.Page.Locator("section:has(h2:text-is('Sensitivity')) tbody tr").First.InnerTextAsync())
            .ShouldMatch(@"[−+]\d\.\d\d \((<0\.001|0\.\d{3})\)");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explain_shows_what_the_command_prints()
    {
        await using Tab tab = await OpenAsync($"#/event/{MexicoDuty}");
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await MarketPulseCommand.RunAsync(
            ["explain", MexicoDuty, "MXN", "--window", "-1,1", "--storage", history.ConnectionString, "--output", "json"], output, error);
        code.ShouldBe(0, error.ToString());
        string[] printed =
            [.. JsonDocument.Parse(output.ToString()).RootElement.EnumerateArray().Select(step => step.GetProperty("text").GetString()!)];

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Explain the score of MXN" }).PressAsync("Enter");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "MXN over [−1,+1], number by number" }).WaitForAsync();

        printed.Length.ShouldBeGreaterThan(8);
        (await tab.Page.Locator(".steps li span").AllInnerTextsAsync()).ShouldBe(printed);
        (await tab.Page.EvaluateAsync<string>("document.activeElement.tagName")).ShouldBe("H2");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).PressAsync("Enter");
        (await tab.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"))
            .ShouldBe("Explain the score of MXN");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_event_names_its_market_effect_and_an_instrument_draws_its_response()
    {
        await using Tab tab = await OpenAsync($"#/event/{MexicoDuty}");
        (await tab.Page.Locator("section:has(h2:has-text('Reactions over')) .note").First.InnerTextAsync())
            .ShouldMatch(@"Market effect: USDBROAD [−+]\d\.\d\d% \(score [−+]\d+\); scores are relative to it\.");

        await tab.GoAsync("#/instrument/JPY");
        foreach (string title in (string[])["Response to escalation", "Response to easing"])
        {
            ILocator figure = tab.Page.Locator($"section:has(h2:text-is('{title}'))");
            await figure.Locator("canvas").WaitForAsync();
            await figure.GetByRole(AriaRole.Button, new() { Name = $"{title}: show as table" }).ClickAsync();
            (await figure.Locator("table:not(.u-legend) tbody tr").CountAsync()).ShouldBe(21);
        }

        tab.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task No_number_is_cut_off_in_any_view_as_chart_or_as_table(int width, ColorScheme scheme)
    {
        await using Tab tab = await OpenAsync(scheme: scheme, width: width);
        string[] views =
            ["#/", "#/range/2019-01-01..2019-12-31", $"#/event/{MexicoDuty}", "#/instrument/JPY", "#/instruments", "#/scenario", "#/track"];
        foreach (string view in views)
        {
            await tab.GoAsync(view);
            await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            (await tab.CutAsync()).ShouldBeEmpty($"{view}, charts");
            ILocator charts = tab.Page.Locator(".tools [aria-pressed=false]");
            while (await charts.CountAsync() > 0)
            {
                await charts.First.ClickAsync();
            }

            (await tab.CutAsync()).ShouldBeEmpty($"{view}, tables");
        }

        tab.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    public async Task Assistive_tools_find_nothing_serious_in_tables_and_explanations(int width, ColorScheme scheme)
    {
        await using Tab tab = await OpenAsync($"#/event/{MexicoDuty}", scheme, width);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Explain the score of MXN" }).ClickAsync();
        await tab.Page.Locator(".steps").WaitForAsync();
        (await tab.SeriousAsync()).ShouldBeEmpty();

        await tab.GoAsync("#/range/2019-01-01..2019-12-31");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Findings: show as table" }).ClickAsync();
        (await tab.SeriousAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData($"event={MexicoDuty}&symbol=XYZ", HttpStatusCode.NotFound, "The event has no score for XYZ; it has scores for AUD")]
    [InlineData("event=20990101T000000Z-00000000&symbol=MXN", HttpStatusCode.NotFound, "There is no live event with that id.")]
    [InlineData($"event={MexicoDuty}", HttpStatusCode.BadRequest, "symbol is required")]
    [InlineData($"event={MexicoDuty}&symbol=MXN&window=p0_p99", HttpStatusCode.BadRequest, "window must be one of")]
    public async Task What_cannot_be_explained_is_named(string question, HttpStatusCode code, string detail)
    {
        WebHost host = await history.HostAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/explain?{question}", Cancel);

        answer.StatusCode.ShouldBe(code);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain(detail);
    }

    [Fact]
    public async Task Heat_map_uses_the_width()
    {
        await using Tab tab = await OpenAsync();

        (await tab.Page.EvaluateAsync<double>(
            "document.querySelector('.heat').offsetWidth / document.querySelector('.heat').closest('.figure').clientWidth"))
            .ShouldBeGreaterThan(0.95);
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    /// <summary>Pixels of the stems' colours above and below the middle of the chart.</summary>
    private static async Task<Ink> InkAsync(Tab tab)
    {
        int[] counts = await tab.Page.EvaluateAsync<int[]>(
            """
            () => {
              const canvas = [...document.querySelectorAll('section')]
                .find((section) => section.querySelector('h2')?.textContent === 'Events and prices').querySelector('canvas');
              const style = getComputedStyle(document.documentElement);
              const rgb = (name) => style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map((part) => parseInt(part, 16));
              const over = document.querySelector('.u-over').getBoundingClientRect();
              const middle = (over.top + over.height / 2 - canvas.getBoundingClientRect().top) * devicePixelRatio;
              const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const counts = [0, 0, 0, 0];
              ['--escalation', '--deescalation'].map(rgb).forEach(([r, g, b], tone) => {
                for (let i = 0; i < data.length; i += 4) {
                  if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 30) {
                    counts[2 * tone + (i / 4 / width < middle ? 0 : 1)]++;
                  }
                }
              });
              return counts;
            }
            """);
        return new Ink(counts[0], counts[1], counts[2], counts[3]);
    }

    private async Task<JsonElement[]> RowsAsync(string address)
    {
        WebHost host = await history.HostAsync();
        return
        [
            .. JsonDocument.Parse(await host.Client.GetStringAsync(address, Cancel)).RootElement.GetProperty("value").EnumerateArray(),
        ];
    }

    private async Task<Tab> OpenAsync(string hash = "#/", ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        WebHost host = await history.HostAsync();
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!, scheme, width);
        await tab.GoAsync(hash);
        return tab;
    }

    [GeneratedRegex(
        @"#/range/(?<from>\d{4}-\d\d-\d\d)\.\.(?<to>\d{4}-\d\d-\d\d)$",
        RegexOptions.None, 1000)]
    private static partial Regex RangeAddress();

    private sealed record Ink(int EscalationAbove, int EscalationBelow, int EasingAbove, int EasingBelow);
}
