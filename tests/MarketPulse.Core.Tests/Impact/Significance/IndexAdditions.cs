using System.Globalization;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact.Significance;

/// <summary>Sixteen additions to the S&amp;P 500, 1997 to 1999, with the prices of the firms and the index.</summary>
internal static class IndexAdditions
{
    /// <summary>Each addition: its id, the firm's returns joined with the index, and the position of day 0.</summary>
    public static IEnumerable<(string Id, JoinedReturns Returns, int DayZero)> All()
    {
        PriceHistory market = Read("03_MarketData.csv")["SP500"];
        Dictionary<string, PriceHistory> firms = Read("02_FirmData.csv");
        foreach (string[] request in Lines("01_RequestFile.csv"))
        {
            JoinedReturns series = JoinedReturns.Join(firms[request[1]], market);
            yield return (request[0], series, series.IndexOnOrAfter(Date(request[3])));
        }
    }

    private static Dictionary<string, PriceHistory> Read(string file) =>
        Lines(file).GroupBy(cells => cells[0], StringComparer.Ordinal).ToDictionary(
            group => group.Key,
            group => new PriceHistory
            {
                Symbol = group.Key,
                Bars =
                    [.. group.Select(cells => PriceBar.OfClose(Date(cells[1]), ReferenceData.Number(cells[2]))).OrderBy(bar => bar.Date)],
            },
            StringComparer.Ordinal);

    private static IEnumerable<string[]> Lines(string file) =>
        File.ReadAllLines(SharedData.Path("data", "sp500example", file)).Where(line => line.Length > 0).Select(line => line.Split(';'));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "dd.MM.yyyy", CultureInfo.InvariantCulture);
}
