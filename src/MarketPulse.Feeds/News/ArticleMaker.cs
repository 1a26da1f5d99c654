using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Feeds.Times;
using NodaTime;

namespace MarketPulse.Feeds.News;

/// <summary>An item's fields as a source writes them; null when absent.</summary>
internal sealed record FeedItem
{
    public string? Id { get; init; }

    public string? Link { get; init; }

    public string? Title { get; init; }

    public string? Body { get; init; }

    public string? Published { get; init; }

    public string? Publisher { get; init; }
}

/// <summary>Creates articles from items without trusting anything in them.</summary>
internal sealed class ArticleMaker
{
    private readonly NewsFeedOptions _options;
    private readonly DateTimeOffset _now;
    private readonly DateTimeZone? _zone;

    public ArticleMaker(NewsFeedOptions options, DateTimeOffset now)
    {
        _options = options;
        _now = now;
        _zone = options.Zone is null ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(options.Zone);
    }

    /// <summary>Creates the article of an item. Returns null, and adds an error, when the item does not make an article.</summary>
    public Article? Make(FeedItem item, Uri? source, List<string> errors)
    {
        string title = HtmlText.Extract(item.Title);
        string body = HtmlText.Extract(item.Body);
        if (title.Length == 0)
        {
            title = Headline.Shorten(body);
        }

        if (!title.Any(char.IsLetterOrDigit))
        {
            errors.Add($"an item without text was skipped ({Shown(item.Id ?? item.Link)}).");
            return null;
        }

        PublishedTime? stated = PublishedTimeParser.TryParse(item.Published, _zone, out PublishedTime parsed) ? parsed : null;
        PublishedTime time = stated?.NotAfter(_now) ?? PublishedTime.OfDate(DateOnly.FromDateTime(_now.UtcDateTime));
        if (ProblemWith(stated, time) is { } problem)
        {
            errors.Add($"'{Shown(title)}', dated '{Shown(item.Published)}', {problem}");
        }

        string? url = CanonicalUrl.Canonicalize(Absolute(item.Link, source)) ?? CanonicalUrl.Canonicalize(item.Id);
        return new Article
        {
            // An undated item is the same article tomorrow, so the day of reading must not be part of its id.
            Id = ArticleIdentity.Create(url, title, body, stated?.Date ?? DateOnly.MinValue),
            SourceId = item.Id is { Length: > 0 and <= 500 } id ? id : null,
            Feed = _options.Name,
            Url = url,
            Publisher = HtmlText.Extract(item.Publisher) is { Length: > 0 } publisher ? publisher : _options.Publisher,
            Title = title,
            Body = body,
            Published = time.Utc,
            TimeResolution = time.Resolution,
            FirstSeen = _now,
        };
    }

    private static string? ProblemWith(PublishedTime? stated, PublishedTime used) => stated switch
    {
        null => "has no unambiguous date; the day on which it was first seen is used.",
        { ZoneMissing: true } => "has no known time zone; only the day is used. Set the feed's Zone.",
        _ when stated != used => "is in the future; the time at which it was first seen is used.",
        _ => null,
    };

    private static string? Absolute(string? link, Uri? source) =>
        string.IsNullOrWhiteSpace(link) ? null
        : source is not null && CanonicalUrl.TryParse(source, link.Trim(), out Uri? absolute) ? absolute.AbsoluteUri
        : link.Trim();

    private static string Shown(string? text) => text is null ? "" : text.Length > 60 ? text[..60] : text;
}
