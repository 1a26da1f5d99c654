using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
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
        await host.Get<ISensitivityStore>().SaveAsync(
            Profile("FXI", 0.21, 0.6).PartitionKey, [Profile("FXI", 0.21, 0.6), Profile("SPY", 0.9, null)], Cancel);

        await using Tab tab = await OpenAsync(host);

        await tab.Page.GetByText("None of them has q below 0.05: nothing is found.").WaitForAsync();
        await tab.Page.GetByText("3 reactions of 2 instruments were looked at").WaitForAsync();
        (await tab.Page.Locator(".findings li").CountAsync()).ShouldBe(0);
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

    private static SensitivityProfile Profile(string symbol, double? escalation, double? easing) => new()
    {
        Symbol = symbol,
        WindowKey = "p0_p0",
        Horizon = "all",
        Kind = "all",
        Value = "all",
        Status = SensitivityStatus.Enough,
        EscalationDays = 9,
        EscalationMeanPct = -0.2,
        EscalationLoPct = -0.5,
        EscalationHiPct = 0.1,
        QEscalation = escalation,
        DeescalationDays = easing is null ? 2 : 7,
        DeescalationMeanPct = easing is null ? null : 0.1,
        QDeescalation = easing,
    };

    private async Task<Tab> OpenAsync(WebHost host)
    {
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync();
        return tab;
    }
}
