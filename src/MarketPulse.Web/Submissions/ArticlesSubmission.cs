using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Submissions;

/// <summary>POST <c>/api/articles</c>: articles submitted by a user.</summary>
internal static class ArticlesSubmission
{
    public static async Task PostAsync(HttpContext context, SubmitArticle submit, ArticleOptions accepted, TimeProvider clock)
    {
        (IReadOnlyList<Article> articles, bool isArray, Problem? problem) =
            await SubmissionReader.ReadAsync(context.Request, fields => SubmittedArticle.Read(fields, accepted, clock.GetUtcNow()));
        if (problem is not null)
        {
            await problem.WriteAsync(context);
            return;
        }

        var ids = new List<string>(articles.Count);
        foreach (Article article in articles)
        {
            ids.Add(await submit.RunAsync(article, context.RequestAborted));
        }

        await AcceptedIds.WriteAsync(context, ids, isArray);
    }
}
