using System.Globalization;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>
/// GDELT: one search of the DOC 2.0 API per poll, oldest first, so that a full answer leaves its rest to the next poll; when the API turns the poll away,
/// the 15-minute files, which it does not ration.
/// </summary>
internal sealed class GdeltFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    /// <summary>What is searched for unless the options say otherwise.</summary>
    public const string DefaultQuery =
        "(tariff OR tariffs OR \"trade war\" OR \"export controls\" OR \"entity list\" OR \"trade truce\" OR \"import duties\" OR \"rare earth\") sourcelang:english";

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
        try
        {
            return await ReadSearchAsync(through, seen, now, cancellationToken);
        }
        catch (FeedFaultException fault) when (fault.Outcome is PollOutcome.Throttled or PollOutcome.Challenged or PollOutcome.Unreachable)
        {
            (List<Article> articles, List<string> errors, DateTimeOffset reached) = await _bulk.ReadAsync(through, now, seen, GetAsync, cancellationToken);
            errors.Insert(0, $"{fault.Message} The 15-minute files were read instead, to {reached:yyyy-MM-dd HH:mm}.");
            return new NewsRead(articles, Position(reached, seen)) { HadItems = true, Errors = errors, Wish = fault.RetryAfter };
        }
    }

    private async Task<NewsRead> ReadSearchAsync(DateTimeOffset through, SeenItems seen, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string from = (through - Overlap).UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        string to = now.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);
        var address = new Uri(
            Options.Url!,
            $"?query={Uri.EscapeDataString(Options.Query ?? DefaultQuery)}&mode=artlist&format=json&maxrecords={Most}&sort=dateasc&startdatetime={from}&enddatetime={to}");
        FeedAnswer answer = await GetAsync(new FeedRequest(address) { Accept = "application/json" }, cancellationToken);
        using JsonDocument json = Parse(answer);
        var maker = new ArticleMaker(Options, now);
        var errors = new List<string>();
        var articles = new List<Article>();
        int items = 0;
        DateTimeOffset last = through;
        if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("articles", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement entry in list.EnumerateArray())
            {
                items++;
                var item = new FeedItem
                {
                    Link = entry.Text("url"),
                    Title = entry.Text("title"),
                    Published = entry.Text("seendate"),
                    Publisher = entry.Text("domain"),
                };
                if (seen.Add(item.Link ?? "") && maker.Make(item, null, errors) is { } article)
                {
                    articles.Add(article);
                    last = article.Published > last ? article.Published : last;
                }
            }
        }

        bool full = items >= Most;
        if (full && articles.Count == 0)
        {
            errors.Add($"over {Most} articles in one hour match the Query; make it narrower, or some are never seen.");
        }

        bool goesOn = full && articles.Count > 0;
        return new NewsRead(articles, Position(goesOn ? last : now, seen)) { HadItems = items > 0, Errors = errors, HasMore = goesOn };
    }

    /// <summary>Errors come as text or HTML, often with status 200.</summary>
    private static JsonDocument Parse(FeedAnswer answer)
    {
        string start = answer.Excerpt();
        if (start.Contains("limit requests", StringComparison.OrdinalIgnoreCase))
        {
            throw new FeedFaultException(PollOutcome.Throttled, $"GDELT asks to slow down: {start}");
        }

        bool isRefusal = Array.Exists(Refusals, mark => start.Contains(mark, StringComparison.OrdinalIgnoreCase));
        return isRefusal && !start.StartsWith('{')
            ? throw new FeedFaultException(PollOutcome.Rejected, $"GDELT refuses the Query: {start}")
            : JsonAnswer.Parse(answer);
    }

    private (DateTimeOffset Through, SeenItems Seen) ParsePosition(string? position, DateTimeOffset now)
    {
        string[] parts = position?.Split('|', 2) ?? [];
        bool valid = parts.Length == 2 && DateTimeOffset.TryParseExact(
            parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);
        DateTimeOffset through = valid
            ? DateTimeOffset.ParseExact(parts[0], Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            : now - Options.Backfill;
        return (through < now - Window ? now - Window : through, SeenItems.Parse(valid ? parts[1] : null));
    }

    private static string Position(DateTimeOffset through, SeenItems seen) =>
        string.Create(CultureInfo.InvariantCulture, $"{through.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture)}|{seen}");
}
