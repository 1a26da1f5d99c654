using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads the daily history of a Cboe index: <c>DATE,OPEN,HIGH,LOW,CLOSE</c> or <c>DATE,</c> and the index's name, dates as MM/dd/yyyy. An
/// alias is the name of the index, such as <c>VIX</c>.
/// </summary>
internal sealed class CboeFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        var address = new Uri(Options.Url!, $"api/global/us_indices/daily_prices/{Uri.EscapeDataString(question.Symbol)}_History.csv");
        FeedAnswer answer = await GetAsync(
            new FeedRequest(address) { Accept = "text/csv, text/plain", IfNoneMatch = question.Cursor?.ETag }, cancellationToken);
        if (answer.NotModified)
        {
            return new PriceRead([]) { IsUnchanged = true };
        }

        PageDetector.Refuse(answer.Body);
        string[] lines = answer.Text().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] header = lines.Length == 0 ? [] : [.. lines[0].Split(',').Select(name => name.Trim().ToUpperInvariant())];
        if (header.Length < 2 || header[0] != "DATE")
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"The Cboe's response has no DATE column: {answer.Excerpt()}");
        }

        return new PriceRead([.. lines.Skip(1).Select(line => Bar(line.Split(','), header)).OfType<PriceBar>()]) { Version = answer.ETag };
    }

    private static PriceBar? Bar(string[] fields, string[] header)
    {
        double Value(string name) => Array.IndexOf(header, name) is var column and >= 0 && column < fields.Length
            && double.TryParse(fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : double.NaN;
        string close = header.Contains("CLOSE", StringComparer.Ordinal) ? "CLOSE" : header[1];
        return DateOnly.TryParseExact(fields[0], "MM/dd/yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            ? new PriceBar(date, Value("OPEN"), Value("HIGH"), Value("LOW"), Value(close), double.NaN, double.NaN)
            : null;
    }
}
