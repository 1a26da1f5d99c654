using System.Globalization;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>
/// The seven windows of 2018 that a thesis measures on 49 American industries, with its estimation window, the calendar year 2017.
/// </summary>
public sealed class IndustryStudyTests : IDisposable
{
    /// <summary>Industries whose returns have not been revised since the thesis.</summary>
    private static readonly string[] Unrevised = ["Steel", "FabPr", "Ships", "Gold", "Boxes", "Banks", "Insur"];

    private readonly string _folder = Directory.CreateTempSubdirectory("industries").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_fixed_estimation_window_reproduces_the_recomputed_and_the_published_abnormal_returns()
    {
        List<Dictionary<string, string>> recomputed = Rows("recomputed_aar.csv"), published = Rows("published_aar.csv");
        string[] windows = [.. published[0].Keys.Where(name => name.StartsWith('w'))];
        WritePrices(Rows("industry_returns.csv"), [.. recomputed.Select(row => row["industry"])]);
        WritePrices(Rows("factors.csv"), ["mktrf"]);
        string events = Path.Combine(_folder, "events.txt");
        await File.WriteAllLinesAsync(
            events, ["id,date", .. windows.Select(window => $"{window},{Iso(window.Split('_')[1])}")],
            TestContext.Current.CancellationToken);

        Run run = await Cli.RunAsync(
            [
                "study", "--prices", _folder, "--events", events, "--benchmark", "mktrf", "--estimation-from", "2017-01-01",
                "--estimation-to", "2017-12-31", "--window", "0,4", "--output", "csv",
            ]);

        run.ExitCode.ShouldBe(0, run.Error);
        Dictionary<(string Industry, string Window), Dictionary<string, string>> rows = Parse(run.Output.TrimEnd().Split('\n'))
            .ToDictionary(row => (row["symbol"], row["event_id"]));
        rows.Count.ShouldBe(49 * 7);
        foreach ((Dictionary<string, string> exact, Dictionary<string, string> thesis) in recomputed.Zip(published))
        {
            string industry = exact["industry"];
            double[] means = [.. windows.Select(window => 100 * Number(rows[(industry, window)]["car"]) / 5)];
            double tolerance = Unrevised.Contains(industry) ? 1e-9 : 0.035;
            Dictionary<string, string> any = rows[(industry, windows[0])];
            any["observations"].ShouldBe("251");
            (100 * Number(any["alpha"])).ShouldBe(Number(exact["alpha"]), 1e-9, industry);
            Number(any["beta"]).ShouldBe(Number(exact["beta"]), 1e-9, industry);
            means.Average().ShouldBe(Number(exact["pooled"]), 1e-9, industry);
            means.Average().ShouldBe(Number(thesis["pooled"]), tolerance, industry);
            for (int i = 0; i < windows.Length; i++)
            {
                means[i].ShouldBe(Number(exact[windows[i]]), 1e-9, $"{industry} {windows[i]}");
                means[i].ShouldBe(Number(thesis[windows[i]]), tolerance, $"{industry} {windows[i]}");
            }
        }
    }

    private static List<Dictionary<string, string>> Rows(string file) =>
        Parse(File.ReadAllLines(SharedData.Path("data", "industries", file)));

    private static List<Dictionary<string, string>> Parse(string[] lines)
    {
        string[] header = lines[0].Split(',');
        return
        [
            .. lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(
                pair => pair.First, pair => pair.Second, StringComparer.Ordinal)),
        ];
    }

    /// <summary>Writes prices that have the given returns, in percent a day, of 2016 to 2018.</summary>
    private void WritePrices(List<Dictionary<string, string>> returns, string[] columns)
    {
        foreach (string column in columns)
        {
            double price = 100;
            IEnumerable<string> lines = returns.Where(row => string.CompareOrdinal(row["date"], "2019") < 0).Select(row =>
                string.Create(CultureInfo.InvariantCulture, $"{row["date"]},{price *= 1 + (Number(row[column]) / 100):R}"));
            File.WriteAllLines(Path.Combine(_folder, column + ".csv"), ["Date,Close", .. lines]);
        }
    }

    private static string Iso(string compact) => $"{compact[..4]}-{compact[4..6]}-{compact[6..]}";

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
