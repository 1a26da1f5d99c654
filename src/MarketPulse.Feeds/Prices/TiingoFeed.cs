using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Reads Tiingo's end-of-day prices: raw bars with the splits and dividends from which total returns are computed.</summary>
internal sealed class TiingoFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(instrument) ?? (IsAmericanSecurity(instrument) ? instrument.Symbol.Replace('.', '-') : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        var address = new Uri(
            Options.Url!,
            $"tiingo/daily/{Uri.EscapeDataString(question.Symbol)}/prices"
            + FormattableString.Invariant($"?startDate={question.From:yyyy-MM-dd}&endDate={question.To:yyyy-MM-dd}&format=json"));
        FeedAnswer answer = await GetAsync(
            new FeedRequest(address)
            {
                Accept = "application/json",
                Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Authorization"] = $"Token {Context.Key}" },
            },
            cancellationToken);
        using JsonDocument json = JsonAnswer.Parse(answer);
        if (json.RootElement.ValueKind != JsonValueKind.Array)
        {
            string detail = json.RootElement.Text("detail") ?? answer.Excerpt();
            bool isLimit = detail.Contains("allocation", StringComparison.OrdinalIgnoreCase)
                || detail.Contains("limit", StringComparison.OrdinalIgnoreCase);
            throw isLimit
                ? new FeedFaultException(PollOutcome.Throttled, $"Tiingo says: {detail}", TimeSpan.FromHours(1))
                : new FeedFaultException(PollOutcome.Rejected, $"Tiingo says: {detail}");
        }

        return new PriceRead([.. json.RootElement.EnumerateArray().Select(Bar).OfType<PriceBar>()]);
    }

    private static PriceBar? Bar(JsonElement row) =>
        row.Text("date") is { Length: >= 10 } text && IsoDate.TryParse(text[..10], out DateOnly date)
            ? new PriceBar(
                date, row.Number("open"), row.Number("high"), row.Number("low"), row.Number("close"), double.NaN, row.Number("volume"),
                Or(row.Number("splitFactor"), 1), Or(row.Number("divCash"), 0))
            : null;

    private static double Or(double value, double otherwise) => double.IsNaN(value) ? otherwise : value;
}
