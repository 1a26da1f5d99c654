using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>
/// The pictures in README.md: the overview with the real history, as <c>marketpulse demo</c> stores it. MARKETPULSE_UPDATE_DOCS=1 updates
/// them.
/// </summary>
public class ScreenshotTests(BrowserFixture browser, HistoryOnAzurite history)
{
    private const int MostBytes = 300_000;

    [Theory]
    [InlineData(ColorScheme.Light, "page-light.png")]
    [InlineData(ColorScheme.Dark, "page-dark.png")]
    public async Task README_shows_the_overview_with_the_real_history_in_a_picture_that_loads_fast(ColorScheme scheme, string name)
    {
        WebHost host = await history.HostAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!, scheme, width: 1200);
        await tab.Page.SetViewportSizeAsync(1200, 1330);
        await tab.GoAsync();
        await tab.Page.Locator(".u-wrap canvas").WaitForAsync();
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        byte[] picture = await tab.Page.ScreenshotAsync();

        string path = Repository.Path("docs", "images", name);
        if (Environment.GetEnvironmentVariable("MARKETPULSE_UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, picture, TestContext.Current.CancellationToken);
        }

        picture.Length.ShouldBeInRange(10_000, MostBytes);
        new FileInfo(path).Length.ShouldBeInRange(10_000, MostBytes);
    }
}
