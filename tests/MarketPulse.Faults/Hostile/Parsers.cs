using System.Net;
using System.Text;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.News;
using MarketPulse.Feeds.Times;
using MarketPulse.Feeds.Watchlists;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Faults.Hostile;

/// <summary>All parsers of external input. Each may reject an input only by its result or by its documented exception.</summary>
internal static class Parsers
{
    private static readonly Uri Feed = new("https://feeds.example/rss");
    private static readonly AddressPolicy Policy = new([Feed], allowLoopback: false);
    private static readonly TradeDetector Detector = new();

    /// <summary>An empty folder, next to a file that must not be found from within it.</summary>
    private static readonly Lazy<FolderContainer> Outside = new(static () =>
    {
        string parent = Directory.CreateTempSubdirectory("marketpulse-hostile-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(parent, recursive: true);
        File.WriteAllText(Path.Combine(parent, "secret.csv"), "secret");
        return new FolderContainer(Directory.CreateDirectory(Path.Combine(parent, "inside")).FullName);
    });

    /// <summary>The parsers by name. They return a description of what is wrong, or null.</summary>
    public static IReadOnlyDictionary<string, Func<string, string?>> All { get; } =
        new Dictionary<string, Func<string, string?>>(StringComparer.Ordinal)
        {
            ["xml"] = text => Refusing<FeedFaultException>(() => SyndicationReader.Read(TextDecoder.Decode(Bytes(text), charset: null))),
            ["json"] = text => Refusing<FeedFaultException>(() =>
            {
                using JsonDocument read = JsonAnswer.Parse(new FeedAnswer { Address = Feed, Body = Bytes(text) });
                _ = read.RootElement.Text("title");
                _ = read.RootElement.Number("close");
            }),
            ["html"] = text => HtmlText.Extract(text).Length <= HtmlText.MaxLength ? null : "the text exceeds its maximum length",
            ["prices"] = text =>
                new PriceCsv(TimeProvider.System).Parse(Bytes(text), "X.csv", "X").History.Bars.All(bar => double.IsFinite(bar.Close))
                    ? null
                    : "a close is not finite",
            ["articles"] = text =>
                new[] { "a.jsonl", "a.csv", "a.txt" }
                    .SelectMany(file => new ArticleFiles(TimeProvider.System).Parse(Bytes(text), file).Articles)
                    .All(article => article.Title.Length > 0)
                    ? null
                    : "an article has no title",
            ["time"] = text =>
                PublishedTimeParser.TryParse(text, zone: null, out PublishedTime time) && time == default
                    ? "the time is the default value"
                    : null,
            ["url"] = text =>
                CanonicalUrl.Canonicalize(text) is { } url && !url.StartsWith("http", StringComparison.Ordinal)
                    ? $"the canonical address is {url}"
                    : null,
            ["window"] = text => Refusing<FormatException>(() => EventWindow.Parse(text)),
            ["text"] = text => Detector.Detect(ArticleOf(text)).Relevance is >= 0 and <= 1 ? null : "relevance out of range",
            ["message"] = text => Refusing<PermanentFaultException>(() =>
            {
                if (WorkMessage.Parse(text).Id is null)
                {
                    throw new InvalidDataException("a message without an id was accepted");
                }
            }),
            ["watchlist"] = text => Refusing<FormatException>(() => WatchlistFile.Parse(Bytes(text), "watchlist.json")),
            ["key"] = text =>
                TableKey.Encode(text) is var key && TableKey.IsStorable(key) && TableKey.Decode(key) == text
                    ? null
                    : $"the key {key} cannot be stored or decoded",
            ["csv"] = text => IsFormula(CsvText.Field(text)) ? "a spreadsheet would treat the field as a formula" : null,
            ["file"] = text =>
                Outside.Value.Has(text) || Outside.Value.FindAsync(text, CancellationToken.None).GetAwaiter().GetResult() is not null
                    ? "a file outside the folder was found"
                    : null,
            ["ssrf"] = Reaches,
        };

    // Quotes are not part of the cell.
    private static bool IsFormula(string field)
    {
        string cell = field is ['"', ..] ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : field;
        return cell is ['\t' or '\r' or '\n', ..]
            || (cell.Trim() is [var first, ..] && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".Contains(first, StringComparison.Ordinal));
    }

    // An address may pass only if it is one of the allowed host, uses https, and is not private.
    private static string? Reaches(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
        {
            return null;
        }

        if (IPAddress.TryParse(address.IdnHost, out IPAddress? ip) && AddressGuard.IsPublic(ip))
        {
            return $"{ip} is classified as public";
        }

        try
        {
            Policy.Check(address, Feed);
        }
        catch (RefusedAddressException)
        {
            return null;
        }

        return address.Host == Feed.Host && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0
            ? null
            : $"{address} may be requested";
    }

    private static string? Refusing<T>(Action parse)
        where T : Exception
    {
        try
        {
            parse();
        }
        catch (T)
        {
            // The documented way to reject an input.
        }

        return null;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Article ArticleOf(string text) => new()
    {
        Id = "0123456789abcdef",
        Feed = "hostile",
        Title = text[..Math.Min(text.Length, 300)],
        Body = text,
        Published = new DateTimeOffset(2025, 6, 2, 0, 0, 0, TimeSpan.Zero),
    };
}
