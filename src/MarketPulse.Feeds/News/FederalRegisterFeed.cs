using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>
/// Reads the Federal Register (API v1): first the documents on public inspection, which have their time of filing, then published documents
/// that were not seen on inspection, a few days per poll. Both have the same address for a document number, so a document is one article
/// with its earliest time.
/// </summary>
internal sealed class FederalRegisterFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    private const int PerPage = 200;
    private const int MostPages = 10;
    private const int SliceDays = 5;
    private const int OverlapDays = 3;

    private static readonly string[] DefaultAgencies =
    [
        "trade-representative-office-of-united-states", "industry-and-security-bureau", "international-trade-administration",
        "international-trade-commission", "u-s-customs-and-border-protection", "foreign-assets-control-office",
        "executive-office-of-the-president",
    ];

    /// <summary>How documents on public inspection name their type, by the code of a search.</summary>
    private static readonly Dictionary<string, string> TypeNames = new(StringComparer.Ordinal)
    {
        ["PRESDOCU"] = "Presidential Document",
        ["RULE"] = "Rule",
        ["PRORULE"] = "Proposed Rule",
        ["NOTICE"] = "Notice",
    };

    private static readonly string[] Fields = ["document_number", "title", "abstract", "type", "agencies", "publication_date", "html_url"];

    private string[] Agencies =>
        Options.Agencies.Count > 0 ? [.. Options.Agencies] : Options.Types.Count > 0 ? [] : DefaultAgencies;

    protected override async Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        (DateOnly? through, SeenItems seen) = ParsePosition(cursor?.Position);
        var collector = new ArticleCollector(new ArticleMaker(Options, now), seen);
        await ReadInspectionAsync(collector, cancellationToken);

        // The newest issue is today's in Washington; tomorrow's follows within hours.
        var last = DateOnly.FromDateTime(now.UtcDateTime);
        DateOnly from = through?.AddDays(-OverlapDays) ?? last.AddDays(-(int)Backfill.TotalDays);
        DateOnly to = from.AddDays(SliceDays + OverlapDays) < last ? from.AddDays(SliceDays + OverlapDays) : last;
        await ReadPublishedAsync(from, to, collector, cancellationToken);
        string position = string.Create(CultureInfo.InvariantCulture, $"{to:yyyy-MM-dd}|{seen}");
        return new NewsRead(collector.Articles, position)
        {
            HadItems = collector.Items > 0,
            Errors = collector.Errors,
            HasMore = to < last,
        };
    }

    private static (DateOnly? Through, SeenItems Seen) ParsePosition(string? position)
    {
        string[] parts = position?.Split('|', 2) ?? [];
        return parts.Length == 2
            && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly through)
            ? (through, SeenItems.Parse(parts[1]))
            : (null, SeenItems.Parse(null));
    }

    private async Task ReadInspectionAsync(ArticleCollector collector, CancellationToken cancellationToken)
    {
        using JsonDocument json = await JsonAsync(new Uri(Options.Url!, "public-inspection-documents/current.json"), cancellationToken);
        HashSet<string> agencies = [.. Agencies];
        HashSet<string> types = [.. Options.Types.Select(code => TypeNames.GetValueOrDefault(code, code))];
        foreach (JsonElement document in Results(json).Where(document =>
            (agencies.Count == 0 || AgenciesOf(document).Any(agencies.Contains))
            && (types.Count == 0 || types.Contains(document.Text("type") ?? ""))))
        {
            Add(document, document.Text("filed_at"), collector);
        }
    }

    private async Task ReadPublishedAsync(DateOnly from, DateOnly to, ArticleCollector collector, CancellationToken cancellationToken)
    {
        string firstOfBefore = "";
        for (int page = 1; page <= MostPages; page++)
        {
            using JsonDocument json = await JsonAsync(new Uri(Options.Url!, Query(from, to, page)), cancellationToken);
            JsonElement[] documents = [.. Results(json)];
            string first = documents.Length > 0 ? documents[0].Text("document_number") ?? "" : "";
            if (documents.Length == 0 || first == firstOfBefore)
            {
                // Past its limits the server starts over at page 1.
                return;
            }

            firstOfBefore = first;
            foreach (JsonElement document in documents)
            {
                Add(document, document.Text("publication_date"), collector);
            }

            if (json.RootElement.Number("total_pages") is var pages && !(page < pages))
            {
                return;
            }
        }

        collector.Report(
            $"from {from:yyyy-MM-dd} to {to:yyyy-MM-dd} there are more than {MostPages * PerPage} documents; configure fewer agencies, "
            + $"or a Query.");
    }

    private async Task<JsonDocument> JsonAsync(Uri address, CancellationToken cancellationToken) =>
        JsonAnswer.Parse(await GetAsync(new FeedRequest(address) { Accept = "application/json" }, cancellationToken));

    private string Query(DateOnly from, DateOnly to, int page)
    {
        var query = new StringBuilder("documents.json?order=oldest");
        query.Append(CultureInfo.InvariantCulture, $"&per_page={PerPage}&page={page}");
        query.Append(CultureInfo.InvariantCulture, $"&conditions%5Bpublication_date%5D%5Bgte%5D={from:yyyy-MM-dd}");
        query.Append(CultureInfo.InvariantCulture, $"&conditions%5Bpublication_date%5D%5Blte%5D={to:yyyy-MM-dd}");
        foreach (string agency in Agencies)
        {
            query.Append("&conditions%5Bagencies%5D%5B%5D=").Append(Uri.EscapeDataString(agency));
        }

        foreach (string type in Options.Types)
        {
            query.Append("&conditions%5Btype%5D%5B%5D=").Append(Uri.EscapeDataString(type));
        }

        if (Options.Query is not null)
        {
            query.Append("&conditions%5Bterm%5D=").Append(Uri.EscapeDataString(Options.Query));
        }

        foreach (string field in Fields)
        {
            query.Append("&fields%5B%5D=").Append(field);
        }

        return query.ToString();
    }

    // "results" is absent when nothing matches.
    private static IEnumerable<JsonElement> Results(JsonDocument json) =>
        json.RootElement.Array("results") is { } results
            ? results.EnumerateArray().Where(document => document.Text("document_number") is { Length: > 0 })
            : [];

    private static IEnumerable<string> AgenciesOf(JsonElement document) =>
        document.Array("agencies") is { } agencies ? agencies.EnumerateArray().Select(agency => agency.Text("slug") ?? "") : [];

    private static void Add(JsonElement document, string? published, ArticleCollector collector)
    {
        string number = document.Text("document_number")!;
        collector.Add(number, new FeedItem
        {
            Id = number,
            Link = $"https://www.federalregister.gov/d/{Uri.EscapeDataString(number)}",
            Title = document.Text("title"),
            Body = document.Text("abstract"),
            Published = published,
            Publisher = "Federal Register",
        });
    }
}
