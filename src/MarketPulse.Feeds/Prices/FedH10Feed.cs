using System.Globalization;
using System.Text;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads the exchange rates of the Federal Reserve's release H.10: noon in New York, published once a week, <c>ND</c> on days without one.
/// An alias is a series of the release, such as <c>RXI_N.B.CH</c> (yuan per dollar) or <c>JRXWTFB_N.B</c> (broad dollar index).
/// </summary>
internal sealed class FedH10Feed : PriceFeed
{
    // The Board's ready-made packages of all daily rates, and of the dollar indexes.
    private const string Rates = "60f32914ab61dfab590e0e470153e3ae";
    private const string Indexes = "122e3bcb627e8e53f1bf72a1a09cfb81";
    private const string NoData = "ND";

    private readonly KeptFile<Table> _files;

    /// <summary>Creates the feed.</summary>
    public FedH10Feed(PriceFeedOptions options, FeedContext context)
        : base(options, context) => _files = new KeptFile<Table>(context.Clock, Parse);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        string package = question.Symbol.StartsWith("JRX", StringComparison.Ordinal) ? Indexes : Rates;
        var address = new Uri(
            Options.Url!,
            $"datadownload/Output.aspx?rel=H10&series={package}&lastobs="
            + string.Create(CultureInfo.InvariantCulture, $"&from={question.From:MM'/'dd'/'yyyy}&to={question.To:MM'/'dd'/'yyyy}")
            + "&filetype=csv&label=include&layout=seriescolumn&type=package");
        (Table? table, _) = await _files.GetAsync(
            new FeedRequest(address) { Accept = "text/csv, text/plain" }, request => GetAsync(request, cancellationToken));
        int column = Array.IndexOf(table!.Series, question.Symbol);
        return column >= 0
            ? new PriceRead([.. table.Days.Select(day => PriceBar.OfClose(day.Date, day.Values[column]))])
            : throw new FeedFaultException(
                PollOutcome.Rejected,
                $"The Federal Reserve's H.10 has no series '{question.Symbol}'; an alias is a name such as RXI_N.B.CH.");
    }

    private static Table Parse(FeedAnswer answer)
    {
        string[]? series = null;
        var days = new List<(DateOnly, double[])>();
        foreach (CsvRecord record in CsvRecords.Read(Encoding.UTF8.GetBytes(answer.Text()), "H.10", ','))
        {
            string[] fields = record.Fields ?? [];
            if (fields.Length > 1 && fields[0].Trim() == "Time Period")
            {
                series = [.. fields.Skip(1).Select(field => field.Trim())];
            }
            else if (series is not null && fields.Length == series.Length + 1 && IsoDate.TryParse(fields[0].Trim(), out DateOnly date))
            {
                days.Add((date, [.. fields.Skip(1).Select(Value)]));
            }
        }

        return series is not null
            ? new Table(series, days)
            : throw new FeedFaultException(
                PollOutcome.Malformed, $"The Federal Reserve's response has no line 'Time Period': {answer.Excerpt()}");
    }

    private static double Value(string field) =>
        field.Trim() != NoData && double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : double.NaN;

    private sealed record Table(string[] Series, IReadOnlyList<(DateOnly Date, double[] Values)> Days);
}
