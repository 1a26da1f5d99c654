using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace CustomFeed;

/// <summary>
/// A news feed of one's own: a text file to which another system appends notices, one per line: time, headline and text, separated by
/// tabs.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="clock">Provides the time of the poll.</param>
public sealed class NoticesFeed(string path, TimeProvider clock) : INewsFeed
{
    /// <summary>The name under which articles and cursor are stored.</summary>
    public string Name => "notices";

    /// <summary>Reads the lines that were added since the last poll.</summary>
    /// <param name="cursor">Where the last poll ended; null at the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">The file cannot be read; the cursor keeps its position, and the poll counts as failed.</exception>
    public async Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();

        // What follows the last line break is still being written.
        string[] lines = (await File.ReadAllTextAsync(path, cancellationToken)).Split('\n')[..^1];
        int read = int.Parse(cursor?.Position ?? "0", CultureInfo.InvariantCulture);
        if (read > lines.Length)
        {
            // The file was started anew.
            read = 0;
        }

        var articles = new List<Article>();
        var errors = new List<string>();
        for (int i = read; i < lines.Length; i++)
        {
            // One bad line is reported with its number; the others are kept.
            if (Parse(lines[i].TrimEnd('\r'), now) is { } article)
            {
                articles.Add(article);
            }
            else
            {
                errors.Add($"{Path.GetFileName(path)}, line {i + 1}: expected a time such as 2025-04-04T10:00:00Z, a tab and a headline.");
            }
        }

        PollOutcome outcome = articles.Count > 0 ? PollOutcome.New : PollOutcome.Unchanged;
        FeedCursor known = cursor ?? new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name };
        FeedCursor after = known.AfterSuccess(outcome, now, next: now.AddMinutes(15)) with
        {
            Position = lines.Length.ToString(CultureInfo.InvariantCulture),
        };
        return new NewsPoll(outcome, articles, after, errors);
    }

    private Article? Parse(string line, DateTimeOffset now)
    {
        string[] fields = line.Split('\t');
        if (fields.Length < 2 || fields[1].Length == 0
            || !DateTimeOffset.TryParse(
                fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return null;
        }

        string body = fields.Length > 2 ? fields[2] : "";
        DateTimeOffset published = time.ToUniversalTime();
        return new Article
        {
            // The same notice has the same id however often it is read, so a repeated poll stores nothing twice.
            Id = ArticleIdentity.Create(null, fields[1], body, DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = Name,
            Title = fields[1],
            Body = body,
            Published = published,
            FirstSeen = now,
        };
    }
}
