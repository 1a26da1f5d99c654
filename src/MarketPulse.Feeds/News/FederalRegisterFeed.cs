using System.Globalization;
using System.Text;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>
/// The Federal Register (API v1): what is on public inspection, with the real time of filing, then the documents published, slice by slice of dates, of
/// which inspection was missed. Both give one address per document number, so a document is one article with its earliest time.
/// </summary>
internal sealed class FederalRegisterFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    private const int PerPage = 200;
    private const int MostPages = 10;
    private const int SliceDays = 5;
    private const int OverlapDays = 3;

    private static readonly string[] DefaultAgencies =
    [
        "trade-representative-office-of-united-states", "industry-and-security-bureau", "international-trade-administration", "international-trade-commission",
        "u-s-customs-and-border-protection", "foreign-assets-control-office", "executive-office-of-the-president",
    ];

    private string[] Agencies => Options.Agencies.Count > 0 ? [.. Options.Agencies] : DefaultAgencies;

    protected override async Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Clock.GetUtcNow();
        (DateOnly? through, SeenItems seen) = ParsePosition(cursor?.Position);
        var maker = new ArticleMaker(Options, now);
        var errors = new List<string>();
        var articles = new List<Article>();
        int items = await ReadInspectionAsync(seen, maker, articles, errors, cancellationToken);

        // The newest issue is that of today in Washington, or of tomorrow in a few hours.
        var last = DateOnly.FromDateTime(now.UtcDateTime);
        DateOnly from = through?.AddDays(-OverlapDays) ?? last.AddDays(-(int)Options.Backfill.TotalDays);
        DateOnly to = from.AddDays(SliceDays + OverlapDays) < last ? from.AddDays(SliceDays + OverlapDays) : last;
        items += await ReadPublishedAsync(from, to, seen, maker, articles, errors, cancellationToken);
        string position = string.Create(CultureInfo.InvariantCulture, $"{to:yyyy-MM-dd}|{seen}");
        return new NewsRead(articles, position) { HadItems = items > 0, Errors = errors, HasMore = to < last };
    }

    private static (DateOnly? Through, SeenItems Seen) ParsePosition(string? position)
    {
        string[] parts = position?.Split('|', 2) ?? [];
        return parts.Length == 2 && DateOnly.TryParseExact(parts[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly through)
            ? (through, SeenItems.Parse(parts[1]))
            : (null, SeenItems.Parse(null));
    }

    private async Task<int> ReadInspectionAsync(
        SeenItems seen, ArticleMaker maker, List<Article> articles, List<string> errors, CancellationToken cancellationToken)
    {
        using JsonDocument json = await JsonAsync(new Uri(Options.Url!, "public-inspection-documents/current.json"), cancellationToken);
        HashSet<string> agencies = [.. Agencies];
        JsonElement[] documents = [.. Results(json).Where(document => AgenciesOf(document).Any(agencies.Contains))];
        foreach (JsonElement document in documents)
        {
            Add(document, document.Text("filed_at"), seen, maker, articles, errors);
        }

        return documents.Length;
    }

    private async Task<int> ReadPublishedAsync(
        DateOnly from, DateOnly to, SeenItems seen, ArticleMaker maker, List<Article> articles, List<string> errors, CancellationToken cancellationToken)
    {
        string firstOfBefore = "";
        int items = 0;
        for (int page = 1; page <= MostPages; page++)
        {
            using JsonDocument json = await JsonAsync(new Uri(Options.Url!, Query(from, to, page)), cancellationToken);
            JsonElement[] documents = [.. Results(json)];
            string first = documents.Length > 0 ? documents[0].Text("document_number") ?? "" : "";
            if (documents.Length == 0 || first == firstOfBefore)
            {
                // Past its limits the server begins again at page 1.
                break;
            }

            firstOfBefore = first;
            items += documents.Length;
            foreach (JsonElement document in documents)
            {
                Add(document, document.Text("publication_date"), seen, maker, articles, errors);
            }

            if (json.RootElement.Number("total_pages") is var pages && !(page < pages))
            {
                break;
            }

            if (page == MostPages)
            {
                errors.Add($"from {from:yyyy-MM-dd} to {to:yyyy-MM-dd} there are over {MostPages * PerPage} documents; name fewer agencies, or a Query.");
            }
        }

        return items;
    }

    private async Task<JsonDocument> JsonAsync(Uri address, CancellationToken cancellationToken) =>
        JsonAnswer.Parse(await GetAsync(new FeedRequest(address) { Accept = "application/json" }, cancellationToken));

    private string Query(DateOnly from, DateOnly to, int page)
    {
        var query = new StringBuilder("documents.json?order=oldest");
        query.Append(CultureInfo.InvariantCulture, $"&per_page={PerPage}&page={page}");
        query.Append(CultureInfo.InvariantCulture, $"&conditions%5Bpublication_date%5D%5Bgte%5D={from:yyyy-MM-dd}&conditions%5Bpublication_date%5D%5Blte%5D={to:yyyy-MM-dd}");
        foreach (string agency in Agencies)
        {
            query.Append("&conditions%5Bagencies%5D%5B%5D=").Append(Uri.EscapeDataString(agency));
        }

        if (Options.Query is not null)
        {
            query.Append("&conditions%5Bterm%5D=").Append(Uri.EscapeDataString(Options.Query));
        }

        foreach (string field in new[] { "document_number", "title", "abstract", "type", "agencies", "publication_date", "html_url" })
        {
            query.Append("&fields%5B%5D=").Append(field);
        }

        return query.ToString();
    }

    // "results" is absent when nothing matches.
    private static IEnumerable<JsonElement> Results(JsonDocument json) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("results", out JsonElement results) && results.ValueKind == JsonValueKind.Array
            ? results.EnumerateArray().Where(document => document.Text("document_number") is { Length: > 0 })
            : [];

    private static IEnumerable<string> AgenciesOf(JsonElement document) =>
        document.TryGetProperty("agencies", out JsonElement agencies) && agencies.ValueKind == JsonValueKind.Array
            ? agencies.EnumerateArray().Select(agency => agency.Text("slug") ?? "")
            : [];

    private static void Add(
        JsonElement document, string? published, SeenItems seen, ArticleMaker maker, List<Article> articles, List<string> errors)
    {
        string number = document.Text("document_number")!;
        var item = new FeedItem
        {
            Id = number,
            Link = $"https://www.federalregister.gov/d/{Uri.EscapeDataString(number)}",
            Title = document.Text("title"),
            Body = document.Text("abstract"),
            Published = published,
            Publisher = "Federal Register",
        };
        if (seen.Add(number) && maker.Make(item, null, errors) is { } article)
        {
            articles.Add(article);
        }
    }
}
