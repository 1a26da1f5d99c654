using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>A browser tab that records what a user would not see: console errors, and requests to other hosts.</summary>
internal sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Tab(IBrowserContext context, IPage page, Uri address)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"page: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                _complaints.Enqueue($"request elsewhere: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Console errors and warnings, script errors, and requests to other origins.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Opens a view by its hash, such as <c>#/instruments</c>, and waits until it is drawn.</summary>
    public async Task GoAsync(string hash = "#/")
    {
        await Page.GotoAsync(hash.Length > 2 ? $"./{hash}" : "./");
        await DrawnAsync();
    }

    public Task DrawnAsync() => Page.Locator("main:not([aria-busy]) h1").WaitForAsync();

    public async Task<string> TitleAsync() => await Page.Locator("main h1").InnerTextAsync();

    /// <summary>What an audit of accessibility finds serious or critical.</summary>
    public async Task<string[]> SeriousAsync() =>
    [
        .. (await Page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical")
            .Select(violation => $"{violation.Id}: {violation.Nodes[0].Html}"),
    ];

    /// <summary>What is wider than its place, or lies outside the screen.</summary>
    public Task<string[]> CutAsync() => Page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('main *')].filter((element) => {
          if (element.closest('.unseen, svg, canvas, .u-wrap, [hidden]') || element.getClientRects().length === 0) return false;
          const box = element.getBoundingClientRect();
          const isHidden = getComputedStyle(element).position === 'absolute' && box.width <= 1;
          const inHidden = element.closest('.cards thead') && getComputedStyle(element.closest('.cards thead')).position === 'absolute';
          return !isHidden && !inHidden
            && (box.right > innerWidth + 1 || box.left < -1
              || (getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1
                && !['INPUT', 'SELECT'].includes(element.tagName)));
        }).map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 60)}`).slice(0, 5)
        """);

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
