using System.Globalization;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>Reference prices and results next to the repository, with small parsers for their exact format.</summary>
internal static class ReferenceData
{
    public static PriceHistory Prices(string symbol)
    {
        string[] lines = File.ReadAllLines(SharedData.Path("data", "prices", symbol + ".csv"));
        string[] header = lines[0].Split(',');
        int close = Array.IndexOf(header, "Close"), volume = Array.IndexOf(header, "Volume");
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
            [
                .. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new PriceBar(
                    DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    double.NaN, double.NaN, double.NaN, Number(cells[close]), double.NaN, volume < 0 ? double.NaN : Number(cells[volume]))),
            ],
        };
    }

    /// <summary>Rows of a comma-separated file as column name to text.</summary>
    public static List<Dictionary<string, string>> Rows(params string[] path)
    {
        string[] lines = File.ReadAllLines(SharedData.Path(path));
        string[] header = lines[0].Split(',');
        return
        [
            .. lines.Skip(1).Select(line => line.Split(','))
                .Select(cells => header.Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)),
        ];
    }

    /// <summary>The sessions that count as day 0 of the draft list of trade events.</summary>
    public static List<DateOnly> TradeDays() =>
        [.. Rows("data", "trade_events_draft.csv").Select(row => Date(row["day0_nyse"]))];

    public static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
