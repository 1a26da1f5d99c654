using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Alpha Vantage's daily series: unadjusted, a hundred rows at a time on a free key, twenty-five requests a day.</summary>
internal sealed class AlphaVantageFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    // A hundred sessions are some 145 days.
    private const int CompactDays = 130;

    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(instrument) ?? (IsAmericanSecurity(instrument) ? instrument.Symbol : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        bool compact = question.Cursor?.Position is null || question.To.DayNumber - question.From.DayNumber <= CompactDays;
        var address = new Uri(
            Options.Url!,
            $"query?function=TIME_SERIES_DAILY&symbol={Uri.EscapeDataString(question.Symbol)}&outputsize={(compact ? "compact" : "full")}&apikey={Uri.EscapeDataString(Context.Key ?? "")}");
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json" }, cancellationToken);
        using JsonDocument json = JsonAnswer.Parse(answer);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("Time Series (Daily)", out JsonElement days)
            && days.ValueKind == JsonValueKind.Object
            ? new PriceRead([.. days.EnumerateObject().Select(Bar).OfType<PriceBar>()])
            : throw Refusal(json.RootElement, answer);
    }

    private static PriceBar? Bar(JsonProperty day)
    {
        JsonElement row = day.Value;
        return IsoDate.TryParse(day.Name, out DateOnly date)
            ? new PriceBar(
                date, row.Number("1. open"), row.Number("2. high"), row.Number("3. low"), row.Number("4. close"), double.NaN, row.Number("5. volume"))
            : null;
    }

    /// <summary>Any answer without a series is a failure, whatever its status.</summary>
    private static FeedFaultException Refusal(JsonElement json, FeedAnswer answer)
    {
        string? wrong = json.Text("Error Message");
        string? slow = json.Text("Information") ?? json.Text("Note");
        return wrong is not null
            ? new FeedFaultException(PollOutcome.Rejected, $"Alpha Vantage refuses: {Short(wrong)}")
            : slow is not null
                ? new FeedFaultException(PollOutcome.Throttled, $"Alpha Vantage says: {Short(slow)}", TimeSpan.FromHours(1))
                : new FeedFaultException(PollOutcome.Malformed, $"Alpha Vantage's answer holds no daily series: {answer.Excerpt()}");
    }

    // The message may repeat a key, and one that is not ours is not known to FeedHttp.
    private static string Short(string text) => System.Text.RegularExpressions.Regex.Replace(
        text.Length > 120 ? text[..120] : text, "[A-Z0-9]{12,}", "(key)", System.Text.RegularExpressions.RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
