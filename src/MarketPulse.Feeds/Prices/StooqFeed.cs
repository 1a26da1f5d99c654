using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Stooq's daily CSV: closes adjusted for splits. It turns cloud machines away with a page that wants to see a person; nothing here tries to pass it.</summary>
internal sealed class StooqFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    private static readonly (string Start, PollOutcome Outcome)[] Refusals =
    [
        ("Exceeded the daily hits limit", PollOutcome.Throttled),
        ("Get your apikey", PollOutcome.Rejected),
        ("Access denied", PollOutcome.Challenged),
    ];

    protected override string? SymbolOf(Instrument instrument) =>
        base.SymbolOf(instrument) ?? (IsAmericanSecurity(instrument) ? $"{instrument.Symbol.Replace('.', '-').ToLowerInvariant()}.us" : null);

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        string key = Context.Key is null ? "" : $"&apikey={Uri.EscapeDataString(Context.Key)}";
        var address = new Uri(
            Options.Url!,
            FormattableString.Invariant($"q/d/l/?s={Uri.EscapeDataString(question.Symbol)}&i=d&d1={question.From:yyyyMMdd}&d2={question.To:yyyyMMdd}{key}"));
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "text/csv, text/plain" }, cancellationToken);
        PageDetector.Refuse(answer.Body);
        string start = answer.Excerpt();
        foreach ((string text, PollOutcome outcome) in Refusals)
        {
            if (start.StartsWith(text, StringComparison.OrdinalIgnoreCase))
            {
                throw new FeedFaultException(outcome, $"Stooq says: {start}", outcome == PollOutcome.Throttled ? TimeSpan.FromHours(6) : null);
            }
        }

        if (start.StartsWith("No data", StringComparison.OrdinalIgnoreCase))
        {
            return new PriceRead([]) { Errors = [$"Stooq has no data for '{question.Symbol}' from {question.From:yyyy-MM-dd}."] };
        }

        PriceFile file = new PriceCsv(Context.Clock).Parse(answer.Body, question.Symbol, question.Instrument.Symbol, question.Instrument.Change);
        return file.History.Bars.Count > 0
            ? new PriceRead(file.History.Bars) { Errors = [.. file.Errors.Select(error => error.ToString())] }
            : throw new FeedFaultException(PollOutcome.Malformed, $"Stooq's answer holds no bars: {start}");
    }
}
