using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Feeds.News;

/// <summary>Reads files of articles from a folder or blob container. A file is read when it is new or has changed.</summary>
internal sealed class FileNewsFeed(NewsFeedOptions options, FeedContext context) : NewsFeed(options, context)
{
    private const int FilesPerPoll = 200;

    // Files are history that the user chose; only what no source may state is refused, with file and line.
    protected override DateOnly? StartOfBackfill(FeedCursor? cursor, DateTimeOffset now) => null;

    protected override async Task<NewsRead> ReadAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        List<ContainedFile> files = [];
        await foreach (ContainedFile file in Context.Files!.ListAsync(cancellationToken))
        {
            if (ArticleFiles.IsArticleFile(file.Name))
            {
                files.Add(file);
            }
        }

        SeenItems seen = SeenItems.Parse(cursor?.Position);
        var reader = new ArticleFiles(Clock, Context.Accepted);
        var articles = new List<Article>();
        var errors = new List<string>();
        int read = 0;
        foreach (ContainedFile file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (read == FilesPerPoll)
            {
                break;
            }

            if (!seen.Add($"{file.Name}\n{file.Version}\n{file.Length}"))
            {
                continue;
            }

            read++;
            if (file.Length > ArticleFiles.MaxBytes)
            {
                errors.Add($"{file.Name} is larger than 256 MB; split it.");
                continue;
            }

            ArticleFile content = reader.Parse(await ReadAsync(file, cancellationToken), file.Name, feed: Name);
            articles.AddRange(content.Articles);
            errors.AddRange(content.Errors.Select(error => error.ToString()));
        }

        return new NewsRead(articles, seen.ToString()) { HadItems = files.Count > 0, Errors = errors, HasMore = read == FilesPerPoll };
    }

    private async Task<byte[]> ReadAsync(ContainedFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await Context.Files!.ReadAsync(file.Name, cancellationToken);
        }
        catch (IOException e)
        {
            throw new FeedFaultException(PollOutcome.Unreachable, $"{file.Name} cannot be read: {e.Message}", inner: e);
        }
    }
}
