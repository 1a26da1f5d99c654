using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web.Tests.Submissions;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>Events are corrected on the page.</summary>
public sealed class CorrectionsInBrowserTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_analyst_corrects_the_stance_and_revokes_the_correction()
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await using var pump = new Pump(host);
        await tab.GoAsync($"#/event/{found.EventId}");
        (await tab.Page.Locator(".stance.escalation").CountAsync()).ShouldBe(1);

        await tab.Page.GetByText("Correct this event").ClickAsync();
        await tab.Page.GetByLabel("Correct is").SelectOptionAsync("deescalation");
        await tab.Page.GetByLabel("Reason").FillAsync("It eases.");
        await tab.Page.GetByLabel("Name").FillAsync("ana");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Correct", Exact = true }).ClickAsync();

        await tab.Page.Locator(".stance.deescalation").WaitForAsync();
        string made = await tab.Page.Locator(".corrections li").InnerTextAsync();
        made.ShouldContain("ana");
        made.ShouldContain("It eases.");

        await tab.Page.Locator(".corrections li input").FillAsync("It was right.");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();

        await tab.Page.Locator(".stance.escalation").WaitForAsync();
        string revoked = await tab.Page.Locator(".corrections li").InnerTextAsync();
        revoked.ShouldContain("revoked");
        revoked.ShouldContain("It was right.");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_voided_event_says_so_and_what_is_refused_is_explained()
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await using var pump = new Pump(host);
        await tab.GoAsync($"#/event/{found.EventId}");
        await tab.Page.GetByText("Correct this event").ClickAsync();
        await tab.Page.GetByLabel("Reason").FillAsync("An opinion.");

        await tab.Page.GetByLabel("What is wrong").SelectOptionAsync("merge");
        await tab.Page.GetByLabel("Correct is").FillAsync("nothing");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Correct", Exact = true }).ClickAsync();
        await tab.Page.Locator(".corrections [role=status]", new() { HasText = "There is no event 'nothing'." }).WaitForAsync();

        await tab.Page.GetByLabel("What is wrong").SelectOptionAsync("void");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Correct", Exact = true }).ClickAsync();

        await tab.Page.GetByText("A correction says that there is no such event").WaitForAsync();
        (await tab.Page.GetByText("Correct this event").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Who_may_not_write_sees_no_form()
    {
        await using WebHost host = await CorrectableHost.StartAsync(options => (options.Key, options.WriteKey) = ("s3cret", "wr1te"));
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync($"#/event/{found.EventId}");
        await tab.Page.GetByLabel("Key").FillAsync("s3cret");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = found.Headline }).WaitForAsync();

        (await tab.Page.GetByText("Correct this event").CountAsync()).ShouldBe(0);
    }

    /// <summary>Handles the queued articles until it is disposed, as a running server does.</summary>
    private sealed class Pump : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        private readonly Task _run;

        public Pump(WebHost host) =>
            _run = host.Get<QueuedSteps>().PumpAsync(host.Get<IWorkReceiver>(), [QueueNames.Articles], _stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }
    }
}
