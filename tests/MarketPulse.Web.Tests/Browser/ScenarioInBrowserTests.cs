using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace MarketPulse.Web.Tests.Browser;

/// <summary>The scenario view of the page.</summary>
public class ScenarioInBrowserTests(BrowserFixture browser, DemoOnAzurite demo)
{
    private const string Figure = "section:has(h2:text-matches('^Predicted reactions over'))";

    [Fact]
    public async Task The_slider_moves_every_prediction_and_never_without_its_interval()
    {
        await using Tab tab = await OpenAsync();
        string[][] before = await CsvAsync(tab);

        await tab.Page.GetByLabel("Intensity").FillAsync("80");
        await tab.Page.GetByText("80 of 100").WaitForAsync();
        await AnsweredAsync(tab, "intensity=80");
        string[][] after = await CsvAsync(tab);

        after[0].ShouldBe(before[0]);
        after.Length.ShouldBe(before.Length);
        Dictionary<string, double> at50 = before.Skip(1).Where(row => row[3] != "").ToDictionary(row => row[0], row => Number(row[3]));
        string[][] predicted = [.. after.Skip(1).Where(row => row[3] != "")];
        predicted.Length.ShouldBeGreaterThan(3);
        predicted.ShouldAllBe(row => Math.Abs(Number(row[3]) - (1.6 * at50[row[0]])) < 1e-9);
        predicted.ShouldAllBe(row => Number(row[4]) < Number(row[3]) && Number(row[3]) < Number(row[5]));
        predicted.ShouldAllBe(row => row[8] == (Number(row[4]) <= 0 && Number(row[5]) >= 0 ? "true" : "false"));
        predicted.Select(row => Number(row[3])).ShouldBeInOrder();
        (await tab.Page.Locator($"{Figure} .whisker").CountAsync()).ShouldBe(predicted.Length);
        int inside = predicted.Count(row => row[8] == "true");
        (await tab.Page.Locator("main [role=status]").InnerTextAsync()).ShouldContain($"({inside} of {predicted.Length} instruments)");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_slider_obeys_the_keyboard()
    {
        await using Tab tab = await OpenAsync();
        ILocator slider = tab.Page.GetByLabel("Intensity");

        await slider.PressAsync("End");
        await AnsweredAsync(tab, "intensity=100");
        await slider.PressAsync("ArrowLeft");
        await AnsweredAsync(tab, "intensity=99");

        (await tab.Page.Locator("output").InnerTextAsync()).ShouldBe("99 of 100");
        (await tab.Page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("intensity");
    }

    [Fact]
    public async Task Easing_is_the_mirror_of_escalation()
    {
        await using Tab tab = await OpenAsync();
        string[][] escalation = await CsvAsync(tab);

        await tab.Page.GetByLabel("Stance").SelectOptionAsync("deescalation");
        await AnsweredAsync(tab, "stance=deescalation");
        string[][] easing = await CsvAsync(tab);

        Dictionary<string, string[]> mirror = easing.Skip(1).ToDictionary(row => row[0]);
        escalation.Skip(1).Where(row => row[3] != "").ShouldAllBe(row =>
            Number(row[3]) == -Number(mirror[row[0]][3])
                && Number(row[4]) == -Number(mirror[row[0]][5])
                && Number(row[5]) == -Number(mirror[row[0]][4]));
    }

    [Fact]
    public async Task What_was_asked_is_in_the_address_and_the_table_stays_a_table()
    {
        await using Tab tab = await OpenAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "show as table" }).ClickAsync();

        await tab.Page.GetByLabel("Between").SelectOptionAsync("US-CN");
        await tab.Page.GetByLabel("Window").SelectOptionAsync("p0_p5");
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Predicted reactions over [0,+5]" }).WaitForAsync();
        (await tab.Page.Locator($"{Figure} tbody tr").First.IsVisibleAsync()).ShouldBeTrue();
        await tab.Page.ReloadAsync();
        await tab.DrawnAsync();

        (await tab.Page.GetByLabel("Between").InputValueAsync()).ShouldBe("US-CN");
        (await tab.Page.GetByLabel("Window").InputValueAsync()).ShouldBe("p0_p5");
        (await CsvAsync(tab)).Skip(1).ShouldContain(row => row[10] == "pair" && row[11] == "US-CN");
        tab.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_tension_beta_there_is_nothing_to_predict_from()
    {
        await using WebHost host = await WebHost.StartAsync();
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync("#/scenario");

        await tab.Page.GetByText("without one there is nothing to predict from").WaitForAsync();
        (await tab.Page.Locator("main .intervals").CountAsync()).ShouldBe(0);
        tab.Complaints.ShouldBeEmpty();
    }

    /// <summary>Waits for the response to a query, which the page then puts into its address.</summary>
    private static Task AnsweredAsync(Tab tab, string question) =>
        Assertions.Expect(tab.Page).ToHaveURLAsync(new Regex(Regex.Escape(question), RegexOptions.None, TimeSpan.FromSeconds(1)));

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static async Task<string[][]> CsvAsync(Tab tab)
    {
        IDownload download = await tab.Page.RunAndWaitForDownloadAsync(
            () => tab.Page.Locator($"{Figure} .tools button", new() { HasText = "CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        lines[0].TrimStart('\uFEFF').ShouldBe(
            "symbol,windowkey,intensity,predicted_pct,predicted_lo_pct,predicted_hi_pct,adaptive_lo_pct,adaptive_hi_pct,zeroinside,"
            + "beta_bps,kind,value,passedover,eventdays,asofutc");
        return [.. lines.Select(line => line.Split(','))];
    }

    private async Task<Tab> OpenAsync()
    {
        WebHost host = await demo.HostAsync();
        Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);
        await tab.GoAsync("#/scenario");
        return tab;
    }
}
