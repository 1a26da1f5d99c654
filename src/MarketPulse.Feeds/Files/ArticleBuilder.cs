using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Times;

namespace MarketPulse.Feeds.Files;

/// <summary>An article's fields as a file spells them; empty when absent.</summary>
internal sealed record ArticleFields
{
    public string Id { get; init; } = "";

    public string Url { get; init; } = "";

    public string Title { get; init; } = "";

    public string Body { get; init; } = "";

    public string Published { get; init; } = "";

    public string Source { get; init; } = "";
}

/// <summary>Makes articles of fields, refusing or mending what is wrong with them.</summary>
/// <param name="now">Time of first sight.</param>
/// <param name="published">Time of articles that give none.</param>
/// <param name="feed">Name of the feed.</param>
internal sealed class ArticleBuilder(DateTimeOffset now, PublishedTime? published, string feed)
{
    /// <summary>The article; null, with a message, when the fields make none.</summary>
    public Article? Build(ArticleFields fields, string file, int line, List<InputError> errors)
    {
        void Report(string message, bool isWarning) => errors.Add(new InputError(file, line, null, message) { IsWarning = isWarning });

        if ((long)fields.Title.Length + fields.Body.Length > ArticleFiles.MaxTextLength)
        {
            Report($"the article {ArticleFiles.TooLong}", isWarning: false);
            return null;
        }

        string body = fields.Body.Trim();
        string title = OneLine(fields.Title, out char? control);
        if (control is char found)
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"the title holds the control character U+{(int)found:X4}; it is taken out."), isWarning: false);
        }

        if (title.Length == 0)
        {
            (title, body) = ArticleFiles.TitleOf(body);
        }
        else if (title.Length > 5 * Headline.MaxLength)
        {
            (title, body) = (Headline.Of(title), $"{title}\n{body}");
        }

        if (!title.Any(char.IsLetterOrDigit))
        {
            Report("the article has no text.", isWarning: false);
            return null;
        }

        if (Time(fields.Published, Report) is not PublishedTime stated)
        {
            return null;
        }

        PublishedTime time = stated.NotAfter(now);
        if (time != stated)
        {
            Report($"published '{fields.Published}' lies in the future; the time of reading is taken instead.", isWarning: true);
        }

        string? url = CanonicalUrl.Canonicalize(fields.Url);
        if (url is null && !string.IsNullOrWhiteSpace(fields.Url))
        {
            Report("url is no http or https address; the article is taken without it.", isWarning: true);
        }

        return new Article
        {
            // The date as stated, so that reading a file again gives the same id even where the time was not believed.
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

    private PublishedTime? Time(string text, Action<string, bool> report)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (published is null)
            {
                report("the article has no published date; add one, or give all such articles theirs with --published.", false);
            }

            return published;
        }

        if (!PublishedTimeParser.TryParse(text, zone: null, out PublishedTime time))
        {
            report($"published '{(text.Length > 60 ? text[..60] : text)}' is no date that can be told for certain; write 2025-06-02T12:00Z or 2025-06-02.", false);
            return null;
        }

        if (time.ZoneMissing)
        {
            report($"published '{text}' has no zone that is known, so only its date is taken; write 2025-06-02T12:00Z.", true);
        }

        return time with { ZoneMissing = false };
    }

    /// <summary>White space as single spaces; other control characters taken out and the first of them named.</summary>
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
}
