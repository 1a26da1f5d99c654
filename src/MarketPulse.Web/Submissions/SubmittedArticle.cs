using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Web.Submissions;

/// <summary>
/// The fields that submitted articles and events have in common: <c>id</c>, <c>url</c>, <c>title</c>, <c>body</c>, <c>published</c>,
/// <c>source</c>, as in article files.
/// </summary>
internal static class SubmittedArticle
{
    private const int MaxTitle = 1000;
    private const int MaxBody = 1024 * 1024;
    private const int MaxUrl = 2048;
    private const int MaxName = 256;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    /// <summary>Reads the article; errors are collected in <paramref name="fields"/>.</summary>
    public static Article Read(FieldReader fields, ArticleOptions accepted, DateTimeOffset now)
    {
        string title = fields.Line("title", MaxTitle) ?? "";
        string body = fields.Text("body", MaxBody)?.Trim() ?? "";
        string? address = fields.Line("url", MaxUrl);
        string? url = CanonicalUrl.Canonicalize(address);
        (DateTimeOffset Time, TimeResolution Resolution)? published = fields.Time("published");
        (DateTimeOffset time, TimeResolution resolution) = published ?? default;
        string? sourceId = fields.Line("id", MaxName);
        string? publisher = fields.Line("source", MaxName);
        if (!title.Any(char.IsLetterOrDigit))
        {
            fields.Wrong("title", "is missing or has no letter or digit.");
        }

        if (address is not null && url is null)
        {
            fields.Wrong("url", "must be an http or https address.");
        }

        if (published is null)
        {
            fields.Wrong("published", "is missing; give a time such as 2025-06-02T12:00Z, or a date.");
        }
        else if (time > now + ClockSkew)
        {
            fields.Wrong("published", "is in the future.");
        }
        else if (accepted.ProblemWith(time) is { } problem)
        {
            fields.Wrong("published", problem);
        }

        return new Article
        {
            Id = ArticleIdentity.Create(url, title, body, DateOnly.FromDateTime(time.UtcDateTime)),
            SourceId = sourceId,
            Feed = SubmitArticle.Feed,
            Url = url,
            Publisher = publisher,
            Title = title,
            Body = body,
            Published = time,
            TimeResolution = resolution,
        };
    }
}
