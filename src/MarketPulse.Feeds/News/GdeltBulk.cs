using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>
/// Reads GDELT's global knowledge graph: one zip file of tab-separated rows per quarter of an hour, with each page's address, themes and
/// title.
/// </summary>
/// <param name="options">The feed's options.</param>
internal sealed partial class GdeltBulk(NewsFeedOptions options)
{
    /// <summary>Address of the files; GDELT's own host does not support https.</summary>
    public static readonly Uri Address = new("https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/");

    private const int FilesPerPoll = 8;
    private const int LargestZip = 40 * 1024 * 1024;
    private const long LargestFile = 256L * 1024 * 1024;
    private const int LongestLine = 4 * 1024 * 1024;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    // The files appear a few minutes after the quarter that they are named after.
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);
    private static readonly string[] Themes =
    [
        "ECON_TRADE_DISPUTE", "TAX_TARIFFS", "WB_698_TRADE", "WB_778_NON_TARIFF_MEASURES", "SANCTIONS", "EPU_CATS_TRADE_POLICY",
    ];

    private readonly Uri _baseAddress = BaseAddressOf(options);

    /// <summary>Reads the files of the quarters after a time, the oldest first, a few per poll.</summary>
    /// <param name="through">End of the last quarter that was read.</param>
    /// <param name="now">Time of the poll.</param>
    /// <param name="collector">Collects the new articles.</param>
    /// <param name="get">Sends a request.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The end of the last quarter that was read now.</returns>
    public async Task<DateTimeOffset> ReadAsync(
        DateTimeOffset through,
        DateTimeOffset now,
        ArticleCollector collector,
        Func<FeedRequest, CancellationToken, Task<FeedAnswer>> get,
        CancellationToken cancellationToken)
    {
        DateTimeOffset reached = through;
        DateTimeOffset quarter = new DateTimeOffset(through.UtcTicks - (through.UtcTicks % Quarter.Ticks), TimeSpan.Zero) + Quarter;
        for (int file = 0; file < FilesPerPoll && quarter <= now - Delay; file++, quarter += Quarter)
        {
            string name = quarter.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + ".gkg.csv.zip";
            try
            {
                FeedAnswer answer = await get(new FeedRequest(new Uri(_baseAddress, name)) { Limit = LargestZip }, cancellationToken);
                ReadZip(answer.Body, name, collector);
            }
            catch (FeedFaultException fault) when (fault.Outcome == PollOutcome.Rejected)
            {
                collector.Report($"{name} does not exist; that quarter of an hour is skipped.");
            }

            reached = quarter;
        }

        return reached;
    }

    private static void ReadZip(byte[] zip, string name, ArticleCollector collector)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip, writable: false));
            ZipArchiveEntry entry = archive.Entries.Single();
            using var reader = new StreamReader(new CappedStream(entry.Open(), LargestFile, LongestLine), Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (line.Length < LongestLine && Item(line) is { } item)
                {
                    collector.Add(item.Link!, item);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"{name} is not a zip archive with one file.", inner: e);
        }
    }

    /// <summary>The item of a row that is about trade; null for any other row.</summary>
    private static FeedItem? Item(string line)
    {
        // GKG 2.1: date, source name, address and themes are columns 2, 4, 5 and 8; the title is part of the extras in column 27.
        if (line.Split('\t') is not [_, var date, _, var publisher, var link, _, _, var themes, .. { Length: >= 19 } rest]
            || !Array.Exists(Themes, theme => themes.Contains(theme, StringComparison.Ordinal)))
        {
            return null;
        }

        Match title = TitlePattern().Match(rest[18]);
        return title.Success && link.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? new FeedItem { Link = link, Title = title.Groups["title"].Value, Published = date, Publisher = publisher }
            : null;
    }

    // A feed on this machine, as tests use, has its files on this machine too.
    private static Uri BaseAddressOf(NewsFeedOptions options) =>
        options.Url is { IsLoopback: true } local ? new Uri(local, "/gdeltv2/") : Address;

    [GeneratedRegex(
        "<PAGE_TITLE>(?<title>[^<]{1,1000})</PAGE_TITLE>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex TitlePattern();
}
