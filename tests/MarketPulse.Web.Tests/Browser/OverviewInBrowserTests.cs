using System.Collections.Concurrent;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The overview with data that the demos do not have.</summary>
public class OverviewInBrowserTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task If_no_reaction_survives_the_findings_say_so()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([Data.Event(0)], Cancel);
        await host.Get<IDimensionWriter>().ReplaceAsync(
            [
                Finding("FXI", Stance.Escalation, 0.21), Finding("FXI", Stance.Deescalation, 0.6), Finding("SPY", Stance.Escalation, 0.9),
                Finding("SPY", Stance.Deescalation, null),
            ],
            Cancel);

        await using Tab tab = await OpenAsync(host);

        await tab.Page.GetByText("None of them has q below 0.05: nothing is found.").WaitForAsync();
        await tab.Page.GetByText("3 reactions of 2 instruments were looked at").WaitForAsync();
        (await tab.Page.Locator(".findings li").CountAsync()).ShouldBe(0);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_says_why_and_zero_has_no_sign()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([Data.Event(0)], Cancel);
        await host.Get<IDimensionWriter>().ReplaceAsync(
            [
                Finding("FXI", Stance.Escalation, 0.01) with
                {
                    QMean = 0.02,
                    FirstHalfPct = -0.001,
                    SecondHalfPct = -0.4,
                    QWithoutYear = 0.03,
                    WithoutYear = 2025,
                    StaleFixing = false,
                    Verdict = ReactionVerdict.Suggestive,
                    Failed = ["minute", "placebo"],
                    Reason = ["minute_too_few_events", "placebo_too_few_quiet_days"],
                },
            ],
            Cancel);

        await using Tab tab = await OpenAsync(host);

        (await tab.Page.Locator(".checks li").AllInnerTextsAsync()).ShouldBe(
        [
            "✗ Exact times: fewer than six event days", "✓ Mean-adjusted: q 0.020", "✓ Both halves: 0.00%, −0.40%",
            "✓ Every year: q 0.030 without 2025", "✗ Placebo days: too few days away from events", "✓ Fresh prices: not stale",
        ]);
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_index_joins_the_events_once_there_is_one()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([Data.Event(0), Data.Event(5)], Cancel);
        DateOnly first = DateOnly.FromDateTime(Data.First.UtcDateTime);
        await host.Get<ITensionStore>().SaveIndexAsync(
            [
                .. Enumerable.Range(0, 25).Select(day => new TensionDay
                {
                    Scope = "all", Value = "all", Date = first.AddDays(day), Gross = 90 + day, Gross7d = 95 + day, Gross30d = 100 + day,
                    Regime = "tense",
                }),
            ],
            Cancel);

        await using Tab tab = await OpenAsync(host);

        (await tab.Page.Locator(".u-legend").InnerTextAsync()).ShouldContain("Index, 30 days");
        await tab.Page.GetByText("was tense, with a 30-day index of 124").WaitForAsync();
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_lies_before_the_events_of_the_chart_is_not_asked_for()
    {
        const int Stored = 1010, Shown = 1000;
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync(
            [.. Enumerable.Range(0, Stored).Select(number => Data.Event(number) with { Intensity = 50 })], Cancel);
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        var asked = new ConcurrentQueue<string>();
        tab.Page.Request += (_, request) => asked.Enqueue(request.Url);

        await tab.GoAsync();

        await tab.Page.GetByText("The latest 1000 trade events").WaitForAsync();
        asked.Where(url => url.Contains("/tension-index?", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldContain($"from={Data.Time(Stored - Shown):yyyy-MM-dd}");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dates_ahead_are_listed_while_they_are_pending_and_lead_to_their_event()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync([Data.Event(0)], Cancel);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        UpcomingDate ahead = new()
        {
            Date = today.AddDays(9),
            What = ScheduleKind.Expiry,
            Basis = ScheduledDate.Computed,
            EventId = Data.EventId(0),
            EventTimeUtc = Data.Time(0),
            Headline = "A truce <b>for</b> 90 days",
            Pairs = ["US-CN"],
        };
        await host.Get<IUpcomingStore>().UpdateAsync(
            new UpcomingChange(
                [
                    ahead, ahead with { Date = today.AddDays(-9) },
                    ahead with { What = ScheduleKind.Deadline, EventStatus = EventStatus.Voided },
                ],
                []),
            Cancel);

        await using Tab tab = await OpenAsync(host);

        ILocator panel = tab.Page.GetByRole(AriaRole.Region, new() { Name = "Dates ahead" });
        await Assertions.Expect(panel.Locator("tbody tr")).ToHaveCountAsync(1);
        string text = await panel.Locator("tbody tr").InnerTextAsync();
        text.ShouldContain("expires");
        text.ShouldContain("A truce <b>for</b> 90 days");
        text.ShouldContain("computed");
        await panel.GetByRole(AriaRole.Link).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Headline 0" }).WaitForAsync();
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Search_finds_events_that_the_overview_did_not_load()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IEventStore>().SaveAsync(
            [
                .. Enumerable.Range(0, 1600).Select(number =>
                {
                    DateTimeOffset time = Data.First.AddHours(number);
                    return Data.Event(0) with
                    {
                        EventId = RowKeys.EventId(time, "00000000"),
                        EventTimeUtc = time,
                        Headline = number == 3 ? "The needle" : $"Hay {number}",
                    };
                }),
            ],
            Cancel);
        await using Tab tab = await OpenAsync(host);
        ILocator rows = tab.Page.Locator("section:has(#events-title) tbody tr");
        await tab.Page.GetByText("The latest 1000 trade events until").WaitForAsync();

        await tab.Page.GetByRole(AriaRole.Searchbox).FillAsync("needle");

        await Assertions.Expect(rows).ToHaveCountAsync(1);
        (await rows.Locator("a").InnerTextAsync()).ShouldBe("The needle");
        tab.Complaints.ShouldBeEmpty();
    }

    private static ReactionFinding Finding(string symbol, Stance stance, double? q) => new()
    {
        Symbol = symbol,
        Stance = stance,
        WindowKey = "p0_p0",
        Days = q is null ? 2 : 9,
        MeanPct = q is null ? null : -0.2,
        LoPct = q is null ? null : -0.5,
        HiPct = q is null ? null : 0.1,
        Q = q,
    };

    private async Task<Tab> OpenAsync(WebHost host)
    {
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync();
        return tab;
    }
}
