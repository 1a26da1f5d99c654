using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Files;

/// <summary>An article's fields as written in a file; empty when absent.</summary>
internal sealed record ArticleFields
{
    public string Id { get; init; } = "";

    public string Url { get; init; } = "";

    public string Title { get; init; } = "";

    public string Body { get; init; } = "";

    public string Published { get; init; } = "";

    public string Source { get; init; } = "";
}

/// <summary>Creates articles from fields, correcting or refusing fields that are wrong.</summary>
/// <param name="now">Time of first sight.</param>
/// <param name="published">Time of publication of articles that state none; null when they must state one.</param>
/// <param name="feed">Name of the feed.</param>
/// <param name="accepted">Which articles to accept; null for all.</param>
internal sealed class ArticleBuilder(DateTimeOffset now, PublishedTime? published, string feed, ArticleOptions? accepted)
{
    /// <summary>Creates the article. Returns null, and adds an error, when the fields do not make an article.</summary>
    public Article? Build(ArticleFields fields, string file, int line, List<InputError> errors)
    {
        var report = new LineReport(file, line, errors);
        if ((long)fields.Title.Length + fields.Body.Length > ArticleFiles.MaxTextLength)
        {
            report.Error($"the article {ArticleFiles.TooLong}");
            return null;
        }

        string body = fields.Body.Trim();
        string title = OneLine(fields.Title, out char? control);
        if (control is char found)
        {
            report.Error(
                string.Create(CultureInfo.InvariantCulture, $"the title contains the control character U+{(int)found:X4}; it is removed."));
        }

        if (title.Length == 0)
        {
            (title, body) = ArticleFiles.TitleOf(body);
        }
        else if (title.Length > 5 * Headline.MaxLength)
        {
            (title, body) = (Headline.Shorten(title), $"{title}\n{body}");
        }

        if (!title.Any(char.IsLetterOrDigit))
        {
            report.Error("the article has no text.");
            return null;
        }

        if (ReadTime(fields.Published, report) is not PublishedTime stated)
        {
            return null;
        }

        if (accepted?.ProblemWith(stated.Utc) is { } problem)
        {
            report.Error($"published '{fields.Published}' {problem}");
            return null;
        }

        PublishedTime time = stated.NotAfter(now);
        if (time != stated)
        {
            report.Warning($"published '{fields.Published}' is in the future; the time of reading is used instead.");
        }

        string? url = CanonicalUrl.Canonicalize(fields.Url);
        if (url is null && !string.IsNullOrWhiteSpace(fields.Url))
        {
            report.Warning("url is not an http or https address; it is ignored.");
        }

        return new Article
        {
            // The date as stated, so that reading the file again gives the same id even when the time was corrected.
            Id = ArticleIdentity.Create(url, title, body, stated.Date),
            SourceId = NullIfEmpty(OneLine(fields.Id, out _)),
            Feed = feed,
            Url = url,
            Publisher = NullIfEmpty(OneLine(fields.Source, out _)),
            Title = title,
            Body = body,
            Published = time.Utc,
            TimeResolution = time.Resolution,
            FirstSeen = now,
        };
    }

    private PublishedTime? ReadTime(string text, LineReport report)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (published is null)
            {
                report.Error("the article has no published date; add one, or set one for all such articles with --published.");
            }

            return published;
        }

        if (!PublishedTimeParser.TryParse(text, zone: null, out PublishedTime time))
        {
            string shown = text.Length > 60 ? text[..60] : text;
            report.Error($"published '{shown}' is not an unambiguous date; write 2025-06-02T12:00Z or 2025-06-02.");
            return null;
        }

        if (time.ZoneMissing)
        {
            report.Warning($"published '{text}' has no known time zone, so only its date is used; write 2025-06-02T12:00Z.");
        }

        return time with { ZoneMissing = false };
    }

    /// <summary>Replaces white space by single spaces and removes other control characters, of which it returns the first.</summary>
    private static string OneLine(string text, out char? control)
    {
        control = null;
        var line = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (char.IsControl(c))
            {
                control ??= c;
            }
            else
            {
                line.Append(c);
            }
        }

        return line.ToString().TrimEnd();
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>Reports what is wrong with an article that begins on a line.</summary>
    private readonly record struct LineReport(string File, int Line, List<InputError> Errors)
    {
        public void Error(string message) => Errors.Add(new InputError(File, Line, null, message));

        public void Warning(string message) => Errors.Add(new InputError(File, Line, null, message) { IsWarning = true });
    }
}
