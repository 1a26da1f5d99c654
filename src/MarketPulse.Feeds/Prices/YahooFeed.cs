using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using NodaTime;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Yahoo's chart data, for personal use: closes adjusted for splits, and others for dividends too. Both are restated with every split and dividend, so the
/// whole series is read again when one falls into the overlap.
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
            FormattableString.Invariant($"v8/finance/chart/{Uri.EscapeDataString(question.Symbol)}?period1={from}&period2={to}&interval=1d&events=div%2Csplits&includePrePost=false"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json", AnyStatus = true }, cancellationToken);
        if (answer.Excerpt().StartsWith("Too Many Requests", StringComparison.OrdinalIgnoreCase))
        {
            throw new FeedFaultException(PollOutcome.Throttled, "Yahoo says: Too Many Requests.");
        }

        using JsonDocument json = JsonAnswer.Parse(answer);
        if (!json.RootElement.TryGetProperty("chart", out JsonElement chart))
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"Yahoo's answer holds no chart: {answer.Excerpt()}");
        }

        if (chart.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
        {
            throw new FeedFaultException(PollOutcome.Rejected, $"Yahoo refuses: {error.Text("description") ?? error.Text("code")}");
        }

        return chart.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Array && result.GetArrayLength() > 0
            ? Read(result[0])
            : throw new FeedFaultException(PollOutcome.Malformed, "Yahoo's chart holds no result.");
    }

    private static PriceRead Read(JsonElement result)
    {
        // "timestamp" is absent when there is no bar.
        if (!result.TryGetProperty("timestamp", out JsonElement times) || times.ValueKind != JsonValueKind.Array)
        {
            return new PriceRead([]);
        }

        DateTimeZone zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(result.GetProperty("meta").Text("exchangeTimezoneName") ?? "")
            ?? throw new FeedFaultException(PollOutcome.Malformed, "Yahoo's chart names no time zone that is known, so its dates cannot be told.");
        JsonElement indicators = result.GetProperty("indicators");
        JsonElement quote = indicators.GetProperty("quote")[0];
        JsonElement adjusted = indicators.TryGetProperty("adjclose", out JsonElement list) && list.GetArrayLength() > 0 ? list[0] : default;
        var bars = new List<PriceBar>();
        int i = 0;
        foreach (JsonElement time in times.EnumerateArray())
        {
            double Field(JsonElement from, string name) =>
                from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out JsonElement values) && values.ValueKind == JsonValueKind.Array && i < values.GetArrayLength()
                    ? values[i].AsNumber()
                    : double.NaN;
            bars.Add(new PriceBar(
                DateOf(time.GetInt64(), zone), Field(quote, "open"), Field(quote, "high"), Field(quote, "low"), Field(quote, "close"),
                Field(adjusted, "adjclose"), Field(quote, "volume")));
            i++;
        }

        bool restated = result.TryGetProperty("events", out JsonElement events) && events.ValueKind == JsonValueKind.Object
            && events.EnumerateObject().Any(kind => kind.Value.ValueKind == JsonValueKind.Object && kind.Value.EnumerateObject().Any());
        return new PriceRead(bars) { IsRestated = restated };
    }

    /// <summary>The exchange's own date; old rows that open an hour before midnight belong to the day that begins.</summary>
    private static DateOnly DateOf(long seconds, DateTimeZone zone)
    {
        LocalDateTime local = Instant.FromUnixTimeSeconds(seconds).InZone(zone).LocalDateTime;
        return (local.Hour >= 22 ? local.Date.PlusDays(1) : local.Date).ToDateOnly();
    }

    private static long Seconds(DateOnly date) => new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();
}
