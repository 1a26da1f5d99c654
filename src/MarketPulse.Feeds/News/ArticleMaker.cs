using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Feeds.Times;
using NodaTime;

namespace MarketPulse.Feeds.News;

/// <summary>An item as a source spells it.</summary>
internal sealed record FeedItem
{
    public string? Id { get; init; }

    public string? Link { get; init; }

    public string? Title { get; init; }

    public string? Body { get; init; }

    public string? Published { get; init; }

    public string? Publisher { get; init; }
}

/// <summary>Makes articles of items, trusting nothing in them.</summary>
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

    /// <summary>The article; null, with a sentence, when the item makes none.</summary>
    public Article? Make(FeedItem item, Uri? source, List<string> errors)
    {
        string title = HtmlText.Of(item.Title);
        string body = HtmlText.Of(item.Body);
        if (title.Length == 0)
        {
            title = Headline.Of(body);
        }

        if (!title.Any(char.IsLetterOrDigit))
        {
            errors.Add($"an item without text was left out ({Shown(item.Id ?? item.Link)}).");
            return null;
        }

        bool dated = PublishedTimeParser.TryParse(item.Published, _zone, out PublishedTime stated);
        PublishedTime time = dated ? stated.NotAfter(_now) : PublishedTime.OfDate(DateOnly.FromDateTime(_now.UtcDateTime));
        Note(item, title, dated, stated, time, errors);
        string? url = CanonicalUrl.Canonicalize(Absolute(item.Link, source)) ?? CanonicalUrl.Canonicalize(item.Id);
        return new Article
        {
            // Undated items are the same article tomorrow, so the day of reading is no part of their id.
            Id = ArticleIdentity.Create(url, title, body, dated ? stated.Date : DateOnly.MinValue),
            SourceId = item.Id is { Length: > 0 and <= 500 } id ? id : null,
            Feed = _options.Name,
            Url = url,
            Publisher = HtmlText.Of(item.Publisher) is { Length: > 0 } publisher ? publisher : _options.Publisher,
            Title = title,
            Body = body,
            Published = time.Utc,
            TimeResolution = time.Resolution,
            FirstSeen = _now,
        };
    }

    private static void Note(FeedItem item, string title, bool dated, PublishedTime stated, PublishedTime time, List<string> errors)
    {
        if (!dated)
        {
            errors.Add($"'{Shown(title)}' has no date that can be told for certain ('{Shown(item.Published)}'); the day it was first seen is taken, as a day.");
        }
        else if (stated.ZoneMissing)
        {
            errors.Add($"'{Shown(title)}' is dated '{Shown(item.Published)}' in no known zone; only the day is taken. Set the feed's Zone.");
        }
        else if (stated != time)
        {
            errors.Add($"'{Shown(title)}' is dated '{Shown(item.Published)}', in the future; the time it was first seen is taken.");
        }
    }

    private static string? Absolute(string? link, Uri? source) =>
        string.IsNullOrWhiteSpace(link) ? null
        : source is not null && CanonicalUrl.TryParse(source, link.Trim(), out Uri? absolute) ? absolute.AbsoluteUri
        : link.Trim();

    private static string Shown(string? text) => text is null ? "" : text.Length > 60 ? text[..60] : text;
}
