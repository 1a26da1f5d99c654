using System.Globalization;
using System.IO.Compression;
using System.Text;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads daily returns of Ken French's data library: zip files with a text before the table, dates as yyyyMMdd, returns in percent, -99.99
/// where one is missing, and several tables of which the value-weighted one comes first. An alias is <c>industry/Chips</c> (49 industry
/// portfolios), <c>factor/SMB</c>, or <c>factor/Mkt</c> for the market's total return, Mkt-RF plus RF. The price is the growth of 100 from
/// the first date of the feed's history. The library revises the past, so a changed file is read as a whole.
/// </summary>
internal sealed class FrenchFeed : PriceFeed
{
    private const long LargestFile = 128 * 1024 * 1024;
    private const int LongestLine = 4096;
    private const string Market = "Mkt";

    private static readonly Dictionary<string, string> Files = new(StringComparer.Ordinal)
    {
        ["industry"] = "49_Industry_Portfolios_daily_CSV.zip",
        ["factor"] = "F-F_Research_Data_Factors_daily_CSV.zip",
    };

    private readonly KeptFile<Table> _files;

    /// <summary>Creates the feed.</summary>
    public FrenchFeed(PriceFeedOptions options, FeedContext context)
        : base(options, context) => _files = new KeptFile<Table>(context.Clock, Parse);

    protected override bool ReadsWhole => true;

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        string[] parts = question.Symbol.Split('/', 2);
        if (parts.Length != 2 || !Files.TryGetValue(parts[0], out string? file))
        {
            throw Unknown(question.Symbol);
        }

        var address = new Uri(Options.Url!, $"pages/faculty/ken.french/ftp/{file}");
        (Table? table, string? version) = await _files.GetAsync(
            new FeedRequest(address) { Accept = "application/zip, */*", IfNoneMatch = question.Cursor?.ETag },
            request => GetAsync(request, cancellationToken));
        return table is null
            ? new PriceRead([]) { IsUnchanged = true, Version = version }
            : new PriceRead(Growth(table, parts[1], question.Symbol)) { Version = version };
    }

    private List<PriceBar> Growth(Table table, string name, string alias)
    {
        int[] columns = name == Market
            ? [Array.IndexOf(table.Columns, "Mkt-RF"), Array.IndexOf(table.Columns, "RF")]
            : [Array.IndexOf(table.Columns, name)];
        if (columns.Contains(-1))
        {
            throw Unknown(alias);
        }

        var bars = new List<PriceBar>(table.Days.Count);
        double level = 100;
        foreach ((DateOnly date, double[] percent) in table.Days.Where(day => day.Date >= Options.HistoryFrom))
        {
            double change = columns.Sum(column => percent[column]);
            if (double.IsFinite(change) && change > -100)
            {
                level *= 1 + (change / 100);
                bars.Add(PriceBar.OfClose(date, level));
            }
        }

        return bars;
    }

    private static FeedFaultException Unknown(string alias) => new(
        PollOutcome.Rejected,
        $"Ken French's library has no '{alias}'; an alias is a name such as industry/Chips, factor/SMB or factor/Mkt.");

    private static Table Parse(FeedAnswer answer)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(answer.Body, writable: false));
            Stream file = archive.Entries.Single().Open();
            using var reader = new StreamReader(new CappedStream(file, LargestFile, LongestLine), Encoding.Latin1);
            return ReadFirstTable(reader);
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new FeedFaultException(PollOutcome.Malformed, "Ken French's file is not a zip archive with one file.", inner: e);
        }
    }

    private static Table ReadFirstTable(StreamReader reader)
    {
        string[]? columns = null;
        string title = "";
        var days = new List<(DateOnly, double[])>();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',', StringSplitOptions.TrimEntries);
            if (columns is null)
            {
                columns = fields.Length > 1 && fields[0].Length == 0 ? fields[1..] : null;
                title = columns is null && line.Trim().Length > 0 ? line : title;
            }
            else if (fields.Length == columns.Length + 1
                && DateOnly.TryParseExact(fields[0], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            {
                days.Add((date, [.. fields.Skip(1).Select(Percent)]));
            }
            else if (days.Count > 0)
            {
                break;
            }
        }

        return columns is not null && days.Count > 0 && !title.Contains("Equal Weighted", StringComparison.OrdinalIgnoreCase)
            ? new Table(columns, days)
            : throw new FeedFaultException(
                PollOutcome.Malformed, "Ken French's file does not begin with a table of value-weighted returns.");
    }

    private static double Percent(string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is not (-99.99 or -999)
            ? value
            : double.NaN;

    private sealed record Table(string[] Columns, IReadOnlyList<(DateOnly Date, double[] Percent)> Days);
}
