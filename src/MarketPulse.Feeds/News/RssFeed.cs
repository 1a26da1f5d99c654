using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>Reads RSS and Atom: a conditional GET, of whose items only new ones are delivered.</summary>
internal sealed class RssFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    protected override bool IsEmptyNormal => false;

    protected override TimeSpan DefaultBackfill => TimeSpan.FromDays(90);

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
            return new NewsRead([], cursor?.Position) { Answer = answer, RequestedDelay = answer.MaxAge };
        }

        PageDetector.Refuse(answer.Body);
        return Parse(answer, new ArticleCollector(new ArticleMaker(Options, Clock.GetUtcNow()), SeenItems.Parse(cursor?.Position)));
    }

    /// <summary>Reads the new items of a document.</summary>
    internal static NewsRead Parse(FeedAnswer answer, ArticleCollector collector)
    {
        SyndicationReader document = SyndicationReader.Read(answer.Text());
        foreach (FeedItem item in document.Items)
        {
            // Some feeds give every item the same id, so the link is part of the key, or the title if there is no link.
            collector.Add($"{item.Id}\n{item.Link}\n{(string.IsNullOrWhiteSpace(item.Link) ? item.Title : "")}", item, answer.Address);
        }

        return new NewsRead(collector.Articles, collector.ToString())
        {
            HadItems = document.Items.Count > 0,
            Errors = collector.Errors,
            Answer = answer,
            RequestedDelay = document.TimeToLive > answer.MaxAge ? document.TimeToLive : answer.MaxAge ?? document.TimeToLive,
            Fault = document.Fault,
        };
    }
}
