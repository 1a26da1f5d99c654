using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Http;

/// <summary>Classifies stored articles again with the current lexicon; needs the app's admin key.</summary>
/// <param name="step">The step.</param>
/// <param name="web">Answers.</param>
/// <param name="logger">Receives progress.</param>
public sealed class ReclassifyFunction(ReclassifyArticles step, WebRequests web, ILogger<ReclassifyFunction> logger)
{
    /// <summary>The platform drops a request after 230 seconds, so the work stops before and a further request continues it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(200);

    /// <summary>Runs the step, or previews it with <c>dryrun=true</c>, and answers with what changes.</summary>
    [Function("Reclassify")]
    public Task<IActionResult> RunAsync(

        [
            HttpTrigger(AuthorizationLevel.Admin, "post", Route = "api/reclassify"),
        ] HttpRequest request, CancellationToken cancellationToken) =>
        web.AnswerAsync(request, context => ReclassifyAsync(context, cancellationToken));

    private static DateOnly? FromOf(HttpContext context) => context.Request.Query["from"].ToString() switch
    {
        "" => null,
        var text when DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) => day,
        var text => throw new BadHttpRequestException($"from is '{text}'; it must be a date, such as 2025-06-02."),
    };

    private static bool DryRunOf(HttpContext context) => context.Request.Query["dryrun"].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        var text => throw new BadHttpRequestException($"dryrun is '{text}'; it must be true or false."),
    };

    private async Task ReclassifyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        DateOnly? from = FromOf(context);
        bool dryRun = DryRunOf(context);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Longest);
        try
        {
            Reclassification change = await (dryRun
                ? step.PreviewAsync(from, Report, limit.Token)
                : step.RunAsync(from, Report, limit.Token));
            await context.Response.WriteAsJsonAsync(
                new
                {
                    complete = true,
                    articles = change.Articles,
                    reclassified = change.Reclassified,
                    changed = change.Changed,
                    shortened = change.Shortened,
                    removed = change.Removed,
                    events = change.Events.Select(found => new
                    {
                        change = Codes<ChangeKind>.Of(found.Change),
                        eventid = found.EventId,
                        before = found.Before is { } before ? Codes<Core.Events.Stance>.Of(before) : null,
                        after = found.After is { } after ? Codes<Core.Events.Stance>.Of(after) : null,
                        headline = found.Headline,
                    }),
                },
                cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            await context.Response.WriteAsJsonAsync(
                new
                {
                    complete = false,
                    detail = dryRun
                        ? "The preview takes longer than a request may; give a later from, or use the command on a copy."
                        : "Not all articles are classified again yet; repeat the request to continue.",
                },
                cancellationToken);
        }
    }

    private void Report(WorkProgress progress) => logger.LogInformation("{Progress}.", progress);
}
