using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Reads series of the Federal Reserve Bank of St. Louis: one value per day, "." where it is missing.</summary>
internal sealed class FredFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        var address = new Uri(
            Options.Url!,
            $"fred/series/observations?series_id={Uri.EscapeDataString(question.Symbol)}&api_key={Uri.EscapeDataString(Context.Key ?? "")}"
            + FormattableString.Invariant($"&file_type=json&observation_start={question.From:yyyy-MM-dd}"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json", AnyStatus = true }, cancellationToken);
        using JsonDocument json = JsonAnswer.Parse(answer);
        if (json.RootElement.Text("error_message") is { } error)
        {
            throw new FeedFaultException(PollOutcome.Rejected, $"FRED rejects the request: {(error.Length > 120 ? error[..120] : error)}");
        }

        return json.RootElement.Array("observations") is { } rows
            ? new PriceRead([.. rows.EnumerateArray().Select(Bar).OfType<PriceBar>()])
            : throw new FeedFaultException(PollOutcome.Malformed, $"FRED's response contains no observations: {answer.Excerpt()}");
    }

    private static PriceBar? Bar(JsonElement row) =>
        IsoDate.TryParse(row.Text("date"), out DateOnly date) ? PriceBar.OfClose(date, row.Number("value")) : null;
}
