using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using NodaTime;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads Yahoo's chart data, for personal use: closes adjusted for splits, and closes adjusted for dividends as well. Both are restated by
/// every split and dividend, so the whole series is read again when there is one in the overlap.
/// </summary>
internal sealed class YahooFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(instrument) ?? (IsAmericanSecurity(instrument) ? instrument.Symbol.Replace('.', '-') : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        long from = Seconds(question.From), to = Seconds(question.To.AddDays(1));
        var address = new Uri(
            Options.Url!,
            $"v8/finance/chart/{Uri.EscapeDataString(question.Symbol)}"
            + FormattableString.Invariant($"?period1={from}&period2={to}&interval=1d&events=div%2Csplits&includePrePost=false"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json", AnyStatus = true }, cancellationToken);
        if (answer.Excerpt().StartsWith("Too Many Requests", StringComparison.OrdinalIgnoreCase))
        {
            throw new FeedFaultException(PollOutcome.Throttled, "Yahoo says: Too Many Requests.");
        }

        using JsonDocument json = JsonAnswer.Parse(answer);
        if (!json.RootElement.TryGetProperty("chart", out JsonElement chart))
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"Yahoo's response contains no chart: {answer.Excerpt()}");
        }

        if (chart.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
        {
            throw new FeedFaultException(
                PollOutcome.Rejected, $"Yahoo rejects the request: {error.Text("description") ?? error.Text("code")}");
        }

        return chart.Array("result") is { } result && result.GetArrayLength() > 0
            ? Read(result[0])
            : throw new FeedFaultException(PollOutcome.Malformed, "Yahoo's chart contains no result.");
    }

    private static PriceRead Read(JsonElement result)
    {
        // "timestamp" is absent when there are no bars.
        if (result.Array("timestamp") is not { } times)
        {
            return new PriceRead([]);
        }

        DateTimeZone zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(result.GetProperty("meta").Text("exchangeTimezoneName") ?? "")
            ?? throw new FeedFaultException(PollOutcome.Malformed, "Yahoo's chart names no known time zone, so its dates are unknown.");
        JsonElement indicators = result.GetProperty("indicators");
        JsonElement quote = indicators.GetProperty("quote")[0];
        JsonElement adjusted = indicators.TryGetProperty("adjclose", out JsonElement list) && list.GetArrayLength() > 0 ? list[0] : default;
        IEnumerable<PriceBar> bars = times.EnumerateArray().Select((time, i) => new PriceBar(
            DateOf(time.GetInt64(), zone),
            Value(quote, "open", i),
            Value(quote, "high", i),
            Value(quote, "low", i),
            Value(quote, "close", i),
            Value(adjusted, "adjclose", i),
            Value(quote, "volume", i)));
        return new PriceRead([.. bars]) { IsRestated = HasEvents(result) };
    }

    private static double Value(JsonElement series, string name, int i) =>
        series.Array(name) is { } values && i < values.GetArrayLength() ? values[i].AsNumber() : double.NaN;

    private static bool HasEvents(JsonElement result) =>
        result.Member("events") is { ValueKind: JsonValueKind.Object } events
        && events.EnumerateObject().Any(kind => kind.Value.ValueKind == JsonValueKind.Object && kind.Value.EnumerateObject().Any());

    /// <summary>The date at the exchange. Old rows that open an hour before midnight belong to the day that follows.</summary>
    private static DateOnly DateOf(long seconds, DateTimeZone zone)
    {
        LocalDateTime local = Instant.FromUnixTimeSeconds(seconds).InZone(zone).LocalDateTime;
        return (local.Hour >= 22 ? local.Date.PlusDays(1) : local.Date).ToDateOnly();
    }

    private static long Seconds(DateOnly date) => new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
}
