using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Series of the Federal Reserve Bank of St. Louis: one value per day, "." where there is none.</summary>
internal sealed class FredFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        var address = new Uri(
            Options.Url!,
            FormattableString.Invariant($"fred/series/observations?series_id={Uri.EscapeDataString(question.Symbol)}&api_key={Uri.EscapeDataString(Context.Key ?? "")}&file_type=json&observation_start={question.From:yyyy-MM-dd}"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json", AnyStatus = true }, cancellationToken);
        using JsonDocument json = JsonAnswer.Parse(answer);
        if (json.RootElement.Text("error_message") is { } error)
        {
            throw new FeedFaultException(PollOutcome.Rejected, $"FRED refuses: {(error.Length > 120 ? error[..120] : error)}");
        }

        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("observations", out JsonElement rows) && rows.ValueKind == JsonValueKind.Array
            ? new PriceRead([.. rows.EnumerateArray().Select(Bar).OfType<PriceBar>()])
            : throw new FeedFaultException(PollOutcome.Malformed, $"FRED's answer holds no observations: {answer.Excerpt()}");
    }

    private static PriceBar? Bar(JsonElement row) =>
        IsoDate.TryParse(row.Text("date"), out DateOnly date) ? PriceBar.OfClose(date, row.Number("value")) : null;
}
