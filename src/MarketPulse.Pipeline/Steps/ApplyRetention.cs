using System.Diagnostics;
using System.Globalization;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Removes what is older than the settings say. For each kind of data a cursor holds the last day that was handled, so a run looks only at
/// the days that have expired since the last one.
/// </summary>
/// <param name="articles">Shortens and blanks articles.</param>
/// <param name="rows">Deletes log entries and alerts.</param>
/// <param name="deadLetters">The dead letters of storage queues; none on Service Bus.</param>
/// <param name="cursors">Store of the last days handled.</param>
/// <param name="options">How long each kind of data is kept.</param>
/// <param name="clock">Current time.</param>
public sealed class ApplyRetention(
    IArticleArchive articles, IExpiringRows rows, IEnumerable<IDeadLetters> deadLetters, ICursorStore cursors, RetentionOptions options,
    TimeProvider clock)
{
    /// <summary>Kind of the cursors that hold the last day handled.</summary>
    public const string CursorKind = "retention";

    private const string DayFormat = "yyyyMMdd";

    /// <summary>Removes what has expired. A run that is interrupted is continued by the next.</summary>
    /// <returns>For each kind of data that is not kept forever, how much was removed.</returns>
    public Task<IReadOnlyList<RetentionResult>> RunAsync(CancellationToken cancellationToken) => RunAsync(apply: true, cancellationToken);

    /// <summary>Counts what the next run would remove. Nothing is written.</summary>
    public Task<IReadOnlyList<RetentionResult>> PreviewAsync(CancellationToken cancellationToken) =>
        RunAsync(apply: false, cancellationToken);

    private async Task<IReadOnlyList<RetentionResult>> RunAsync(bool apply, CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("apply_retention");
        RetentionResult?[] results =
        [
            await ExpireArticlesAsync(
                "irrelevant_text", options.IrrelevantTextDays, ArticleExpiry.IrrelevantText, apply, cancellationToken),
            await ExpireArticlesAsync("text", options.TextDays, ArticleExpiry.Text, apply, cancellationToken),
            await ExpireArticlesAsync("quiet_articles", options.QuietArticleDays, ArticleExpiry.QuietArticle, apply, cancellationToken),
            await ExpireLogsAsync(apply, cancellationToken),
            await ExpireAlertsAsync(apply, cancellationToken),
            await ExpireDeadLettersAsync(apply, cancellationToken),
        ];
        return [.. results.OfType<RetentionResult>()];
    }

    private async Task<RetentionResult?> ExpireArticlesAsync(
        string name, int days, ArticleExpiry expiry, bool apply, CancellationToken cancellationToken)
    {
        if (days == 0)
        {
            return null;
        }

        // Articles are usually seen on their day or the next; those seen later are found again under the day on which they were seen.
        DateOnly seenBefore = Today.AddDays(-days);
        DateOnly through = seenBefore.AddDays(-2);
        DateOnly? after = await LastDayAsync(name, cancellationToken);
        int count = 0;
        foreach (DateOnly day in through <= after ? [] : await articles.FindDaysAsync(after, through, cancellationToken))
        {
            count += await articles.ExpireAsync(day, expiry, StartOf(seenBefore), apply, cancellationToken);
            if (apply && (after is null || day > after))
            {
                await SaveAsync(name, day, cancellationToken);
            }
        }

        if (apply && through > (after ?? DateOnly.MinValue))
        {
            await SaveAsync(name, through, cancellationToken);
        }

        return new RetentionResult(name, days, seenBefore, count);
    }

    private async Task<RetentionResult?> ExpireLogsAsync(bool apply, CancellationToken cancellationToken)
    {
        const string Name = "logs";
        if (options.LogDays == 0)
        {
            return null;
        }

        DateOnly before = Today.AddDays(-options.LogDays);
        DateOnly through = before.AddDays(-1);
        DateOnly? after = await LastDayAsync(Name, cancellationToken);
        int count = through <= after ? 0 : await rows.ExpireLogsAsync(after, through, StartOf(before), apply, cancellationToken);
        if (apply && through > (after ?? DateOnly.MinValue))
        {
            await SaveAsync(Name, through, cancellationToken);
        }

        return new RetentionResult(Name, options.LogDays, before, count);
    }

    private async Task<RetentionResult?> ExpireAlertsAsync(bool apply, CancellationToken cancellationToken)
    {
        DateOnly before = Today.AddDays(-options.AlertDays);
        return options.AlertDays == 0
            ? null
            : new RetentionResult(
                "alerts", options.AlertDays, before, await rows.ExpireAlertsAsync(StartOf(before), apply, cancellationToken));
    }

    private async Task<RetentionResult?> ExpireDeadLettersAsync(bool apply, CancellationToken cancellationToken)
    {
        if (options.DeadLetterDays == 0 || deadLetters.FirstOrDefault() is not { } store)
        {
            return null;
        }

        DateOnly before = Today.AddDays(-options.DeadLetterDays);
        int count = 0;
        foreach (string queue in QueueNames.All)
        {
            string[] old = await store.ListAsync(queue, cancellationToken).Where(letter => letter.FailedUtc < StartOf(before))
                .Select(letter => letter.Id).ToArrayAsync(cancellationToken);
            count += apply && old.Length > 0 ? await store.DropAsync(queue, old, cancellationToken) : old.Length;
        }

        return new RetentionResult("dead_letters", options.DeadLetterDays, before, count);
    }

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private static DateTimeOffset StartOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);

    private async Task<DateOnly?> LastDayAsync(string name, CancellationToken cancellationToken) =>
        await cursors.FindAsync(CursorKind, name, cancellationToken) is { Position: { } position }
            ? DateOnly.ParseExact(position, DayFormat, CultureInfo.InvariantCulture)
            : null;

    private Task SaveAsync(string name, DateOnly day, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKind,
                FeedId = name,
                Position = day.ToString(DayFormat, CultureInfo.InvariantCulture),
                Outcome = PollOutcome.New,
                LastPollUtc = now,
                LastSuccessUtc = now,
            },
            cancellationToken);
    }
}

/// <summary>What was removed of one kind of data.</summary>
/// <param name="Data">The kind of data, as a code.</param>
/// <param name="Days">For how many days it is kept.</param>
/// <param name="Before">Data from before this day was removed.</param>
/// <param name="Count">Number of articles, log entries, alerts or dead letters.</param>
public sealed record RetentionResult(string Data, int Days, DateOnly Before, int Count);
