using System.Globalization;
using System.Xml;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads the European Central Bank's reference rates, fixed at 14:15 in Frankfurt. An alias is a currency per euro (<c>USD</c>) or a cross
/// of two currencies (<c>USD/CNY</c>: renminbi per dollar), computed from the fixings of one day.
/// </summary>
internal sealed class EcbFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    private const int QuarterDays = 80;
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);

    private (Uri Address, DateTimeOffset Read, Rates Rates)? _last;

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        bool recent = question.To.DayNumber - question.From.DayNumber <= QuarterDays;
        Rates rates = await RatesAsync(new Uri(Options.Url!, recent ? "eurofxref-hist-90d.xml" : "eurofxref-hist.xml"), cancellationToken);
        string[] pair = question.Symbol.Split('/');
        string currency = pair[^1];
        if (!rates.Currencies.Contains(currency) || (pair.Length == 2 && !rates.Currencies.Contains(pair[0]) && pair[0] != "EUR"))
        {
            throw new FeedFaultException(
                PollOutcome.Rejected,
                $"The ECB has no rate '{question.Symbol}'; an alias must be a currency such as USD, or a cross such as USD/CNY.");
        }

        return new PriceRead([.. rates.Days.Select(day => PriceBar.OfClose(day.Date, Cross(day.PerEuro, pair)))]);
    }

    private static double Cross(Dictionary<string, double> perEuro, string[] pair)
    {
        double perBase = pair.Length == 2 && pair[0] != "EUR" ? perEuro.GetValueOrDefault(pair[0], double.NaN) : 1;
        return perEuro.GetValueOrDefault(pair[^1], double.NaN) / perBase;
    }

    /// <summary>
    /// Reads a file of rates, which contains every currency. The symbols of a poll, which are read one after the other, share it.
    /// </summary>
    private async Task<Rates> RatesAsync(Uri address, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Context.Clock.GetUtcNow();
        if (_last is { } last && last.Address == address && now - last.Read < KeptFor)
        {
            return last.Rates;
        }

        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/xml, text/xml" }, cancellationToken);
        PageDetector.Refuse(answer.Body);
        Rates rates = Parse(answer);
        _last = (address, now, rates);
        return rates;
    }

    private static Rates Parse(FeedAnswer answer)
    {
        var days = new List<(DateOnly, Dictionary<string, double>)>();
        var currencies = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            using XmlReader xml = SafeXml.Open(answer.Text());
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Cube")
                {
                    if (IsoDate.TryParse(xml.GetAttribute("time"), out DateOnly date))
                    {
                        days.Add((date, new Dictionary<string, double>(StringComparer.Ordinal)));
                    }
                    else if (xml.GetAttribute("currency") is { } currency && days.Count > 0
                        && double.TryParse(xml.GetAttribute("rate"), NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                            && rate > 0)
                    {
                        days[^1].Item2[currency] = rate;
                        currencies.Add(currency);
                    }
                }
            }
        }
        catch (XmlException e)
        {
            throw SafeXml.Fault(e);
        }

        return days.Count > 0
            ? new Rates(days, currencies)
            : throw new FeedFaultException(PollOutcome.Malformed, $"The ECB's response contains no rates: {answer.Excerpt()}");
    }

    private sealed record Rates(IReadOnlyList<(DateOnly Date, Dictionary<string, double> PerEuro)> Days, HashSet<string> Currencies);
}
