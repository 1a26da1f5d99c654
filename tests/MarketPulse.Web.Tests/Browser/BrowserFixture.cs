using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(MarketPulse.Web.Tests.Browser.BrowserFixture))]

namespace MarketPulse.Web.Tests.Browser;

/// <summary>One headless Chromium for all tests of the page, started on first use; each test opens its own tab.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // Chromium would otherwise look for updates, which fails slowly on a closed network.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a tab; skips the test if Chromium is missing.</summary>
    internal async Task<Tab> OpenAsync(Uri address, ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        IBrowser browser = await BrowserAsync();
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            Locale = "en-US",
            TimezoneId = "Europe/Berlin",
            AcceptDownloads = true,
        });
        return new Tab(context, await context.NewPageAsync(), address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _gate.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        string? executable = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(executable is null, "Chromium is missing: apt-get install chromium, or name one in CHROMIUM_PATH.");
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions { ExecutablePath = executable, Args = Arguments });
        }
        finally
        {
            _gate.Release();
        }
    }
}
