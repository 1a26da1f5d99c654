using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The screenshots in README.md, from the data of the demo. MARKETPULSE_UPDATE_DOCS=1 updates them.</summary>
public class ScreenshotTests(BrowserFixture browser, DemoOnAzurite demo)
{
    private const int MostBytes = 300_000;
    private const string Headline = "Trump threatens additional 100% tariff on China over rare earth export controls";

    [Theory]
    [InlineData(ColorScheme.Light, "page-light.png")]
    [InlineData(ColorScheme.Dark, "page-dark.png")]
    public async Task README_shows_the_page_in_a_picture_that_loads_fast(ColorScheme scheme, string name)
    {
        WebHost host = await demo.HostAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!, scheme, width: 1200);
        await tab.GoAsync();
        await tab.Page.Locator("section:has(#events-title) tbody th a", new() { HasText = Headline }).ClickAsync();
        await tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = Headline }).WaitForAsync();
        await tab.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await tab.Page.EvaluateAsync("document.getElementById('window').scrollIntoView({ behavior: 'instant' })");

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
