using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Reads Alpha Vantage's daily series: unadjusted, a hundred rows per request and 25 requests a day with a free key.</summary>
internal sealed partial class AlphaVantageFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    // A hundred sessions cover about 145 days.
    private const int CompactDays = 130;

    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(instrument) ?? (IsAmericanSecurity(instrument) ? instrument.Symbol : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        bool isCompact = question.Cursor?.Position is null || question.To.DayNumber - question.From.DayNumber <= CompactDays;
        var address = new Uri(
            Options.Url!,
            $"query?function=TIME_SERIES_DAILY&symbol={Uri.EscapeDataString(question.Symbol)}&outputsize={(isCompact ? "compact" : "full")}"
            + $"&apikey={Uri.EscapeDataString(Context.Key ?? "")}");
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json" }, cancellationToken);
        using JsonDocument json = JsonAnswer.Parse(answer);
        return json.RootElement.Member("Time Series (Daily)") is { ValueKind: JsonValueKind.Object } days
            ? new PriceRead([.. days.EnumerateObject().Select(Bar).OfType<PriceBar>()])
            : throw Refusal(json.RootElement, answer);
    }

    private static PriceBar? Bar(JsonProperty day)
    {
        JsonElement row = day.Value;
        return IsoDate.TryParse(day.Name, out DateOnly date)
            ? new PriceBar(
                date, row.Number("1. open"), row.Number("2. high"), row.Number("3. low"), row.Number("4. close"), double.NaN, row.Number(
                    "5. volume"))
            : null;
    }

    /// <summary>The failure indicated by a response without a series, whatever its status.</summary>
    private static FeedFaultException Refusal(JsonElement json, FeedAnswer answer)
    {
        if (json.Text("Error Message") is { } error)
        {
            return new FeedFaultException(PollOutcome.Rejected, $"Alpha Vantage rejects the request: {Shortened(error)}");
        }

        return (json.Text("Information") ?? json.Text("Note")) is { } note
            ? new FeedFaultException(PollOutcome.Throttled, $"Alpha Vantage says: {Shortened(note)}", TimeSpan.FromHours(1))
            : new FeedFaultException(PollOutcome.Malformed, $"Alpha Vantage's response contains no daily series: {answer.Excerpt()}");
    }

    // The message may repeat a key other than the configured one, which FeedHttp does not know.
    private static string Shortened(string text) => KeyPattern().Replace(text.Length > 120 ? text[..120] : text, "(key)");

    [GeneratedRegex("[A-Z0-9]{12,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyPattern();
}
