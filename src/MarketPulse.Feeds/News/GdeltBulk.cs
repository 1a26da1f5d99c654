using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>GDELT's global knowledge graph, one zip of tab-separated rows per quarter of an hour: address, themes, and the page's title.</summary>
/// <param name="options">The feed's options.</param>
internal sealed partial class GdeltBulk(NewsFeedOptions options)
{
    /// <summary>Where the files lie; the owner's own host has no https.</summary>
    public static readonly Uri Address = new("https://storage.googleapis.com/data.gdeltproject.org/gdeltv2/");

    private const int FilesPerPoll = 8;
    private const int LargestZip = 40 * 1024 * 1024;
    private const long LargestFile = 256L * 1024 * 1024;
    private const int LongestLine = 4 * 1024 * 1024;
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    // The files appear a few minutes after the quarter that names them.
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);
    private static readonly string[] Themes = ["ECON_TRADE_DISPUTE", "TAX_TARIFFS", "WB_698_TRADE", "WB_778_NON_TARIFF_MEASURES", "SANCTIONS", "EPU_CATS_TRADE_POLICY"];

    /// <summary>Base address in use; tests give their own.</summary>
    public Uri BaseAddress { get; init; } = BulkAddressOf(options);

    /// <summary>Reads the files after a moment, the oldest first, a few per poll.</summary>
    /// <returns>The new articles, what was refused, and how far the files reach.</returns>
    public async Task<(List<Article> Articles, List<string> Errors, DateTimeOffset Reached)> ReadAsync(
        DateTimeOffset through,
        DateTimeOffset now,
        SeenItems seen,
        Func<FeedRequest, CancellationToken, Task<FeedAnswer>> get,
        CancellationToken cancellationToken)
    {
        var articles = new List<Article>();
        var errors = new List<string>();
        var maker = new ArticleMaker(options, now);
        DateTimeOffset reached = through;
        DateTimeOffset quarter = new DateTimeOffset(through.UtcTicks - (through.UtcTicks % Quarter.Ticks), TimeSpan.Zero) + Quarter;
        for (int file = 0; file < FilesPerPoll && quarter <= now - Delay; file++, quarter += Quarter)
        {
            string name = quarter.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + ".gkg.csv.zip";
            try
            {
                FeedAnswer answer = await get(new FeedRequest(new Uri(BaseAddress, name)) { Limit = LargestZip }, cancellationToken);
                ReadZip(answer.Body, name, seen, maker, articles, errors);
            }
            catch (FeedFaultException fault) when (fault.Outcome == PollOutcome.Rejected)
            {
                errors.Add($"{name} does not exist; that quarter of an hour is left out.");
            }

            reached = quarter;
        }

        return (articles, errors, reached);
    }

    private static void ReadZip(byte[] zip, string name, SeenItems seen, ArticleMaker maker, List<Article> articles, List<string> errors)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip, writable: false));
            ZipArchiveEntry entry = archive.Entries.Single();
            using var reader = new StreamReader(new CappedStream(entry.Open(), LargestFile), Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (line.Length < LongestLine && Item(line) is { } item && seen.Add(item.Link!) && maker.Make(item, null, errors) is { } article)
                {
                    articles.Add(article);
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new FeedFaultException(PollOutcome.Malformed, $"{name} is no zip of one file.", inner: e);
        }
    }

    /// <summary>The article of a row that is about trade; null for any other.</summary>
    private static FeedItem? Item(string line)
    {
        string[] fields = line.Split('\t');
        if (fields.Length < 27 || !Array.Exists(Themes, theme => fields[7].Contains(theme, StringComparison.Ordinal)))
        {
            return null;
        }

        Match title = TitlePattern().Match(fields[26]);
        return title.Success && fields[4].StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? new FeedItem { Link = fields[4], Title = title.Groups["title"].Value, Published = fields[1], Publisher = fields[3] }
            : null;
    }

    private static Uri BulkAddressOf(NewsFeedOptions options) => options.Url is { IsLoopback: true } own ? new Uri(own, "/gdeltv2/") : Address;

    [GeneratedRegex("<PAGE_TITLE>(?<title>[^<]{1,1000})</PAGE_TITLE>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TitlePattern();

    /// <summary>Ends a stream that grows past its limit, and drops what a line has beyond the longest, as zips made to fill memory have.</summary>
    private sealed class CappedStream(Stream inner, long limit) : Stream
    {
        private long _read;
        private long _line;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            while (true)
            {
                int read = inner.Read(buffer, offset, count);
                _read += read;
                if (_read > limit)
                {
                    throw new InvalidDataException("The file is too large.");
                }

                int kept = KeepLines(buffer.AsSpan(offset, read));
                if (kept > 0 || read == 0)
                {
                    return kept;
                }
            }
        }

        /// <summary>Moves together what is kept of the bytes.</summary>
        private int KeepLines(Span<byte> bytes)
        {
            int kept = 0;
            foreach (byte b in bytes)
            {
                _line = b == (byte)'\n' ? 0 : _line + 1;
                if (_line <= LongestLine)
                {
                    bytes[kept++] = b;
                }
            }

            return kept;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
