using System.Globalization;
using System.Text.Json;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>
/// Reads GDELT: one search of the DOC 2.0 API per poll, oldest first, so that the next poll continues where a full response ends. When the
/// API refuses, the poll reads the 15-minute files, which are not rate limited.
/// </summary>
internal sealed class GdeltFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    /// <summary>The query unless the options set one.</summary>
    public const string DefaultQuery =
        "(tariff OR tariffs OR \"trade war\" OR \"export controls\" OR \"entity list\" OR \"trade truce\" OR \"import duties\" OR "
        + "\"rare earth\")"
        + " sourcelang:english";

    private const int Most = 250;
    private const string Format = "yyyyMMddHHmmss";
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan Window = TimeSpan.FromDays(85);

    private static readonly string[] Refusals = ["Queries containing", "Parentheses may", "phrase is too", "Your query", "keyword"];

    private readonly GdeltBulk _bulk = new(options);

    protected override async Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        (DateTimeOffset through, SeenItems seen) = ParsePosition(cursor?.Position, now);
        var collector = new ArticleCollector(new ArticleMaker(Options, now), seen);
        try
        {
            return await ReadSearchAsync(through, now, collector, cancellationToken);
        }
        catch (FeedFaultException fault) when (fault.Outcome is PollOutcome.Throttled or PollOutcome.Challenged or PollOutcome.Unreachable)
        {
            DateTimeOffset reached = await _bulk.ReadAsync(through, now, collector, GetAsync, cancellationToken);
            return new NewsRead(collector.Articles, Position(reached, collector))
            {
                HadItems = true,
                Errors = [$"{fault.Message} The 15-minute files were read instead, up to {reached:yyyy-MM-dd HH:mm}.", .. collector.Errors],
                RequestedDelay = fault.RetryAfter,
            };
        }
    }

    private async Task<NewsRead> ReadSearchAsync(
        DateTimeOffset through, DateTimeOffset now, ArticleCollector collector, CancellationToken cancellationToken)
    {
        FeedAnswer answer = await GetAsync(new FeedRequest(SearchAddress(through, now)) { Accept = "application/json" }, cancellationToken);
        using JsonDocument json = Parse(answer);
        DateTimeOffset last = through;
        foreach (JsonElement entry in json.RootElement.Array("articles")?.EnumerateArray() ?? default)
        {
            var item = new FeedItem
            {
                Link = entry.Text("url"),
                Title = entry.Text("title"),
                Published = entry.Text("seendate"),
                Publisher = entry.Text("domain"),
            };
            last = collector.Add(item.Link ?? "", item) is { } article && article.Published > last ? article.Published : last;
        }

        bool isFull = collector.Items >= Most;
        if (isFull && collector.Articles.Count == 0)
        {
            collector.Report($"more than {Most} articles in one hour match the Query; narrow it, or some will be missed.");
        }

        bool hasMore = isFull && collector.Articles.Count > 0;
        return new NewsRead(collector.Articles, Position(hasMore ? last : now, collector))
        {
            HadItems = collector.Items > 0,
            Errors = collector.Errors,
            HasMore = hasMore,
        };
    }

    private Uri SearchAddress(DateTimeOffset through, DateTimeOffset now)
    {
        string from = (through - Overlap).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        string to = now.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        return new Uri(
            Options.Url!,
            $"?query={Uri.EscapeDataString(Options.Query ?? DefaultQuery)}&mode=artlist&format=json&maxrecords={Most}&sort=dateasc"
            + $"&startdatetime={from}&enddatetime={to}");
    }

    /// <summary>Parses a search. Errors are text or HTML, often with status 200.</summary>
    private static JsonDocument Parse(FeedAnswer answer)
    {
        string start = answer.Excerpt();
        if (start.Contains("limit requests", StringComparison.OrdinalIgnoreCase))
        {
            throw new FeedFaultException(PollOutcome.Throttled, $"GDELT asks to slow down: {start}");
        }

        bool isRefusal = Array.Exists(Refusals, mark => start.Contains(mark, StringComparison.OrdinalIgnoreCase));
        return isRefusal && !start.StartsWith('{')
            ? throw new FeedFaultException(PollOutcome.Rejected, $"GDELT rejects the Query: {start}")
            : JsonAnswer.Parse(answer);
    }

    private (DateTimeOffset Through, SeenItems Seen) ParsePosition(string? position, DateTimeOffset now)
    {
        string[] parts = position?.Split('|', 2) ?? [];
        bool valid = parts.Length == 2 && DateTimeOffset.TryParseExact(
            parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
        DateTimeOffset through = valid
            ? DateTimeOffset.ParseExact(parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : now - Backfill;
        return (through < now - Window ? now - Window : through, SeenItems.Parse(valid ? parts[1] : null));
    }

    private static string Position(DateTimeOffset through, ArticleCollector collector) =>
        string.Create(CultureInfo.InvariantCulture, $"{through.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}|{collector}");
}
