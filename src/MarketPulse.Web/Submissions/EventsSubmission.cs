using System.Text.RegularExpressions;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Submissions;

/// <summary>
/// POST <c>/api/events</c>: trade events submitted by a user. Each is an article with its verdict: <c>stance</c>, <c>intensity</c>,
/// <c>certainty</c>, <c>measures</c>, <c>actors</c>, <c>topics</c> and <c>pairs</c> in addition to the fields of an article.
/// </summary>
internal static partial class EventsSubmission
{
    private const double MiddlingIntensity = 50;

    public static async Task PostAsync(HttpContext context, SubmitEvent submit, ArticleOptions accepted, TimeProvider clock)
    {
        (IReadOnlyList<StatedEvent> events, bool isArray, Problem? problem) =
            await SubmissionReader.ReadAsync(context.Request, fields => Read(fields, accepted, clock.GetUtcNow()));
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var ids = new List<string>(events.Count);
        foreach (StatedEvent stated in events)
        {
            ids.Add(await submit.RunAsync(stated.Article, stated.Verdict, context.RequestAborted));
        }

        await AcceptedIds.WriteAsync(context, ids, isArray);
    }

    private static StatedEvent Read(FieldReader fields, ArticleOptions accepted, DateTimeOffset now)
    {
        Article article = SubmittedArticle.Read(fields, accepted, now);
        if (fields.Line("stance", maxLength: 64) is null)
        {
            fields.Wrong("stance", "is missing; give escalation, deescalation, mixed or neutral.");
        }

        IReadOnlyList<string> measures = fields.List("measures", Code().IsMatch, "codes such as tariff or export_control");
        IReadOnlyList<string> actors = fields.List(
            "actors", Actor().IsMatch, "country codes such as US, or codes of leaders and companies");
        if (measures.Count == 0)
        {
            fields.Wrong("measures", "is missing; give at least one code such as tariff.");
        }

        if (actors.Count == 0)
        {
            fields.Wrong("actors", "is missing; give at least one country such as US.");
        }

        return new StatedEvent(article, new ArticleVerdict
        {
            Relevance = 1,
            IsRelevant = true,
            IsEvent = true,
            Reason = "stated",
            Stance = fields.Code("stance", Stance.Neutral),
            Intensity = fields.Number("intensity", 0, 100, MiddlingIntensity),
            Certainty = fields.Code("certainty", Certainty.Announced),
            Measures = measures,
            Actors = actors,
            Topics = fields.List("topics", Code().IsMatch, "codes such as rare_earths"),
            Pairs = fields.List("pairs", Pair().IsMatch, "country pairs such as US-CN"),
            LexiconVersion = SubmitArticle.Feed,
        });
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,47}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex("^(?:[A-Z]{2}|[a-z][a-z0-9_]{0,47})$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Actor();

    [GeneratedRegex("^[A-Z]{2}-[A-Z]{2}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pair();

    private readonly record struct StatedEvent(Article Article, ArticleVerdict Verdict);
}
