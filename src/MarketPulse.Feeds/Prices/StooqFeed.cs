using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>
/// Reads Stooq's daily CSV: closes adjusted for splits. Stooq turns cloud machines away with a challenge page, which is respected, not
/// circumvented.
/// </summary>
internal sealed class StooqFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    private static readonly (string Start, PollOutcome Outcome)[] Refusals =
    [
        ("Exceeded the daily hits limit", PollOutcome.Throttled),
        ("Get your apikey", PollOutcome.Rejected),
        ("Access denied", PollOutcome.Challenged),
    ];

    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(
            instrument) ?? (IsAmericanSecurity(instrument) ? $"{instrument.Symbol.Replace('.', '-').ToLowerInvariant()}.us" : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        string key = Context.Key is null ? "" : $"&apikey={Uri.EscapeDataString(Context.Key)}";
        var address = new Uri(
            Options.Url!,
            $"q/d/l/?s={Uri.EscapeDataString(question.Symbol)}&i=d"
            + FormattableString.Invariant($"&d1={question.From:yyyyMMdd}&d2={question.To:yyyyMMdd}{key}"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "text/csv, text/plain" }, cancellationToken);
        PageDetector.Refuse(answer.Body);
        string start = answer.Excerpt();
        foreach ((string text, PollOutcome outcome) in Refusals)
        {
            if (start.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                throw new FeedFaultException(
                    outcome, $"Stooq says: {start}", outcome == PollOutcome.Throttled ? TimeSpan.FromHours(6) : null);
            }
        }

        if (start.StartsWith("No data", StringComparison.OrdinalIgnoreCase))
        {
            return new PriceRead([]) { Errors = [$"Stooq has no data for '{question.Symbol}' from {question.From:yyyy-MM-dd}."] };
        }

        PriceFile file = new PriceCsv(Context.Clock).Parse(
            answer.Body, question.Symbol, question.Instrument.Symbol, question.Instrument.Change);
        return file.History.Bars.Count > 0
            ? new PriceRead(file.History.Bars) { Errors = [.. file.Errors.Select(error => error.ToString())] }
            : throw new FeedFaultException(PollOutcome.Malformed, $"Stooq's response contains no bars: {start}");
    }
}
