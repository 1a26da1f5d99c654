using MarketPulse.Core.Events;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>RSS and Atom: a conditional GET, and of the items those not delivered before.</summary>
internal sealed class RssFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    protected override bool EmptyIsUsual => false;

    protected override async Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        FeedAnswer answer = await GetAsync(
            new FeedRequest(Options.Url!)
            {
                Accept = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5",
                IfNoneMatch = cursor?.ETag,
                IfModifiedSince = cursor?.LastModified,
            },
            cancellationToken);
        if (answer.NotModified)
        {
            return new NewsRead([], cursor?.Position) { Answer = answer, Wish = answer.MaxAge };
        }

        PageDetector.Refuse(answer.Body);
        return Parse(answer, SeenItems.Parse(cursor?.Position), new ArticleMaker(Options, Clock.GetUtcNow()));
    }

    /// <summary>Reads a document and keeps of it what is new.</summary>
    internal static NewsRead Parse(FeedAnswer answer, SeenItems seen, ArticleMaker maker)
    {
        SyndicationReader document = SyndicationReader.Read(answer.Text());
        var errors = new List<string>();
        var articles = new List<Article>();
        foreach (FeedItem item in document.Items)
        {
            // Some feeds give every item the same id, so the link counts too; and the title where there is no link.
            if (seen.Add($"{item.Id}\n{item.Link}\n{(string.IsNullOrWhiteSpace(item.Link) ? item.Title : "")}")
                && maker.Make(item, answer.Address, errors) is { } article)
            {
                articles.Add(article);
            }
        }

        return new NewsRead(articles, seen.ToString())
        {
            HadItems = document.Items.Count > 0,
            Errors = errors,
            Answer = answer,
            Wish = document.TimeToLive > answer.MaxAge ? document.TimeToLive : answer.MaxAge ?? document.TimeToLive,
            Fault = document.Fault,
        };
    }
}
