using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Stores corrections of events and revokes them. A message about the report to which a correction refers has the events clustered again,
/// as for a new article, and those that change scored.
/// </summary>
/// <param name="stores">Stores of the articles, events and corrections.</param>
/// <param name="update">Updates the events.</param>
/// <param name="queue">Queue for the message.</param>
/// <param name="clock">Current time, recorded as when a correction was made or revoked.</param>
public sealed class CorrectEvent(ClusterStores stores, UpdateEvents update, IWorkQueue queue, TimeProvider clock)
{
    private const int MaxId = 128;

    /// <summary>
    /// Checks and stores a correction, and queues its reports to be clustered. Making the same correction again while it holds has no
    /// further effect.
    /// </summary>
    /// <exception cref="CorrectionRefusedException">It cannot be made.</exception>
    public async Task<CorrectionResult> RunAsync(RequestedCorrection requested, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requested);
        (Correction correction, Correction? existing) = await PrepareAsync(requested, cancellationToken);
        if (existing is not null)
        {
            await SendUnlessShownAsync(existing, cancellationToken);
            return new CorrectionResult(existing, IsNew: false);
        }

        bool isNew = await stores.Corrections.AddAsync(correction, cancellationToken);
        await SendAsync(correction, cancellationToken);
        return new CorrectionResult(
            isNew ? correction : await stores.Corrections.FindAsync(correction.CorrectionId, cancellationToken) ?? correction, isNew);
    }

    /// <summary>Checks a correction like <see cref="RunAsync"/>, and stores nothing.</summary>
    /// <returns>The correction that would be stored, or the same one that is stored already.</returns>
    /// <exception cref="CorrectionRefusedException">It cannot be made.</exception>
    public async Task<CorrectionResult> CheckAsync(RequestedCorrection requested, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requested);
        (Correction correction, Correction? existing) = await PrepareAsync(requested, cancellationToken);
        return new CorrectionResult(existing ?? correction, existing is null);
    }

    /// <summary>
    /// Revokes a correction, and queues its reports to be clustered. Revoking it again has no further effect.
    /// </summary>
    /// <param name="correctionId">Id of the correction.</param>
    /// <param name="revokedBy">Who revokes it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops between requests; a repeat completes the work.</param>
    /// <exception cref="CorrectionRefusedException">It is unknown, or a field is wrong.</exception>
    public async Task<CorrectionResult> RevokeAsync(
        string correctionId, string revokedBy, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correctionId);
        CheckTexts(revokedBy, reason);
        Correction found = await stores.Corrections.FindAsync(correctionId, cancellationToken)
            ?? throw new CorrectionRefusedException("id", $"There is no correction '{correctionId}'.", isUnknown: true);
        if (found.RevokedUtc is not null)
        {
            await SendUnlessShownAsync(found, cancellationToken);
            return new CorrectionResult(found, IsNew: false);
        }

        Correction revoked = found with { RevokedUtc = clock.GetUtcNow(), RevokedBy = revokedBy.Trim(), RevokedReason = reason.Trim() };
        Correction stored = await stores.Corrections.RevokeAsync(revoked, cancellationToken) ?? revoked;
        await SendAsync(stored, cancellationToken);
        return new CorrectionResult(stored, IsNew: true);
    }

    /// <summary>
    /// Clusters the reports of a correction now, so that the caller sees its effect. The message that <see cref="RunAsync"/> has sent then
    /// finds the work done.
    /// </summary>
    public async Task ApplyAsync(Correction correction, CancellationToken cancellationToken)
    {
        foreach (StoredArticle article in await FindReportsAsync(correction, cancellationToken))
        {
            if (article.Facts is not null)
            {
                await update.RunAsync(article, cancellationToken);
            }
        }
    }

    /// <summary>The events that a correction concerns as they stand, in order of time: those of its reports.</summary>
    public async Task<IReadOnlyList<TradeEvent>> FindEventsAsync(Correction correction, CancellationToken cancellationToken)
    {
        var found = new List<TradeEvent>();
        IEnumerable<string> ids = (await FindReportsAsync(correction, cancellationToken))
            .Select(article => article.EventId).OfType<string>().Distinct(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (await stores.Events.FindAsync(id, cancellationToken) is { } tradeEvent)
            {
                found.Add(tradeEvent);
            }
        }

        return [.. found.OrderBy(tradeEvent => tradeEvent.EventTimeUtc)];
    }

    private async Task<(Correction Made, Correction? Existing)> PrepareAsync(
        RequestedCorrection requested, CancellationToken cancellationToken)
    {
        CheckTexts(requested.MadeBy, requested.Reason);
        TradeEvent tradeEvent = await FindAsync("event", requested.EventId, cancellationToken);
        TradeEvent? other = requested.Kind == CorrectionKind.Merge
            ? await FindAsync("merge", requested.OtherEventId, cancellationToken)
            : null;
        Correction content = requested.Kind switch
        {
            CorrectionKind.Merge => Merge(requested, tradeEvent, other!),
            CorrectionKind.Split => await SplitAsync(requested, cancellationToken),
            _ => About(requested, tradeEvent.Articles[0], ReportedAt(tradeEvent)),
        };
        List<Correction> before = await stores.Corrections
            .ReadAsync(content.PublishedUtc, content.PublishedUtc.AddTicks(1), cancellationToken)
            .Where(content.IsAbout)
            .OrderBy(one => one.MadeUtc)
            .ToListAsync(cancellationToken);
        if (before.FindLast(one => one.RevokedUtc is null) is { } holds && content.SaysTheSame(holds))
        {
            return (holds, holds);
        }

        // Checked only now: the event of a correction that is made again may no longer be what it was.
        await CheckAsync(content, tradeEvent, other, cancellationToken);
        DateTimeOffset now = clock.GetUtcNow();
        DateTimeOffset after = before.Count > 0 ? before[^1].MadeUtc.AddTicks(1) : now;
        content = content with { MadeUtc = now > after ? now : after };
        return (content with { CorrectionId = Correction.CreateId(content, before.Count(content.SaysTheSame)) }, null);
    }

    private static void CheckTexts(string madeBy, string reason)
    {
        CheckText("by", madeBy, Correction.MaxName, "say who makes the correction.");
        CheckText("reason", reason, Correction.MaxReason, "say why the correction is made.");
    }

    private static void CheckText(string field, string text, int maxLength, string what)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new CorrectionRefusedException(field, $"The field {field} is missing; {what}");
        }

        if (text.Length > maxLength || text.Any(char.IsControl))
        {
            throw new CorrectionRefusedException(
                field, $"The field {field} must be one line of at most {maxLength} characters without control characters.");
        }
    }

    /// <summary>The event with its reports, whatever its status.</summary>
    private async Task<TradeEvent> FindAsync(string field, string? eventId, CancellationToken cancellationToken) =>
        eventId is { Length: > 0 and <= MaxId }
            && await stores.Events.FindAsync(eventId, cancellationToken) is { Articles.Count: > 0 } found
            ? found
            : throw new CorrectionRefusedException(field, $"There is no event '{Shortened(eventId)}'.", isUnknown: true);

    private static Correction Merge(RequestedCorrection requested, TradeEvent one, TradeEvent other)
    {
        if (other.Articles[0] == one.Articles[0])
        {
            throw new CorrectionRefusedException("merge", "An event cannot be merged with itself.");
        }

        (TradeEvent first, TradeEvent second) = ReportedAt(one) < ReportedAt(other)
            || (ReportedAt(one) == ReportedAt(other) && string.CompareOrdinal(one.Articles[0], other.Articles[0]) < 0)
            ? (one, other)
            : (other, one);
        return About(requested, first.Articles[0], ReportedAt(first)) with
        {
            OtherArticleId = second.Articles[0],
            OtherPublishedUtc = ReportedAt(second),
        };
    }

    private async Task<Correction> SplitAsync(RequestedCorrection requested, CancellationToken cancellationToken)
    {
        ArticleFacts facts = requested.ArticleId is { Length: > 0 and <= MaxId } id
            && await stores.Articles.FindAsync(id, cancellationToken) is { Facts: { } found }
            ? found
            : throw new CorrectionRefusedException(
                "split", $"There is no classified article '{Shortened(requested.ArticleId)}'.", isUnknown: true);
        return About(requested, facts.Id, facts.Published);
    }

    private static Correction About(RequestedCorrection requested, string articleId, DateTimeOffset published) => new()
    {
        CorrectionId = "",
        Kind = requested.Kind,
        EventId = requested.EventId,
        ArticleId = articleId,
        PublishedUtc = published,
        Stance = requested.Kind == CorrectionKind.Stance
            ? requested.Stance ?? throw new CorrectionRefusedException("stance", "The field stance is missing.")
            : null,
        TimeUtc = requested.Kind == CorrectionKind.Time
            ? requested.Time?.ToUniversalTime() ?? throw new CorrectionRefusedException("time", "The field time is missing.")
            : null,
        TimeResolution = requested.Kind == CorrectionKind.Time ? requested.TimeResolution : null,
        MadeBy = requested.MadeBy.Trim(),
        MadeUtc = default,
        Reason = requested.Reason.Trim(),
    };

    private async Task CheckAsync(Correction content, TradeEvent tradeEvent, TradeEvent? other, CancellationToken cancellationToken)
    {
        CheckLive("event", tradeEvent);
        switch (content.Kind)
        {
            case CorrectionKind.Merge:
                CheckLive("merge", other!);
                await CheckSpanAsync(tradeEvent, other!, cancellationToken);
                break;
            case CorrectionKind.Split:
                await CheckReportAsync(tradeEvent, content.ArticleId, cancellationToken);
                break;
            case CorrectionKind.Time:
                CheckTime(content.TimeUtc!.Value, content.PublishedUtc);
                break;
        }
    }

    private static void CheckLive(string field, TradeEvent tradeEvent)
    {
        string id = tradeEvent.EventId;
        if (tradeEvent.Status == EventStatus.Superseded)
        {
            throw new CorrectionRefusedException(field, tradeEvent.SupersededBy is { } successor
                ? $"Event '{id}' was superseded by '{successor}'; correct that one."
                : $"Event '{id}' no longer exists, because its articles report no event any more.");
        }

        if (tradeEvent.Status == EventStatus.Voided)
        {
            string correction = tradeEvent.Corrections.First(id => Correction.IsIdOf(id, CorrectionKind.Void));
            throw new CorrectionRefusedException(
                field, $"Event '{id}' was voided by correction '{correction}'; revoke that correction first.");
        }
    }

    /// <summary>Merged events may not grow without limit, because everything that an event consists of is read together.</summary>
    private async Task CheckSpanAsync(TradeEvent one, TradeEvent other, CancellationToken cancellationToken)
    {
        DateTimeOffset first = ReportedAt(one) < ReportedAt(other) ? ReportedAt(one) : ReportedAt(other);
        DateTimeOffset last = ReportedAt(one) < ReportedAt(other) ? ReportedAt(other) : ReportedAt(one);
        foreach (TradeEvent merged in new[] { one, other }.Where(merged => merged.ReportGroups.Count > 1))
        {
            StoredArticle? article = await stores.Articles.FindAsync(merged.Articles[^1], cancellationToken);
            last = article?.Facts?.Published > last ? article.Facts.Published : last;
        }

        if (last - first > Correction.Reach)
        {
            throw new CorrectionRefusedException("merge", string.Create(
                CultureInfo.InvariantCulture,
                $"The reports of these events span {(last - first).TotalDays:0.#} days; events are merged within "
                    + $"{Correction.Reach.TotalDays:0} days."));
        }
    }

    private async Task CheckReportAsync(TradeEvent tradeEvent, string articleId, CancellationToken cancellationToken)
    {
        StoredArticle? article = await stores.Articles.FindAsync(articleId, cancellationToken);
        if (article?.EventId != tradeEvent.EventId)
        {
            throw new CorrectionRefusedException("split", article?.EventId is { } reported
                ? $"Article '{articleId}' reports event '{reported}', not '{tradeEvent.EventId}'."
                : $"Article '{articleId}' reports no event.");
        }

        if (tradeEvent.Sources == 1)
        {
            throw new CorrectionRefusedException("split", $"Event '{tradeEvent.EventId}' has no other report to split this one from.");
        }

        // A merge holds for what is split off too, so it would put the report back.
        foreach (string id in tradeEvent.Corrections.Where(id => Correction.IsIdOf(id, CorrectionKind.Merge)))
        {
            if (await stores.Corrections.FindAsync(id, cancellationToken) is { } merge
                && (merge.ArticleId == articleId || merge.OtherArticleId == articleId))
            {
                throw new CorrectionRefusedException(
                    "split", $"Correction '{id}' merged this report with others; revoke that correction instead.");
            }
        }
    }

    private void CheckTime(DateTimeOffset time, DateTimeOffset reported)
    {
        if (time > clock.GetUtcNow())
        {
            throw new CorrectionRefusedException("time", "The time is in the future.");
        }

        if ((time - reported).Duration() > Correction.Reach)
        {
            throw new CorrectionRefusedException("time", string.Create(
                CultureInfo.InvariantCulture,
                $"The time must be within {Correction.Reach.TotalDays:0} days of the first report, which is of "
                    + $"{reported:yyyy-MM-dd'T'HH:mm:ss'Z'}."));
        }
    }

    /// <summary>Sends the message again if the events do not show the correction yet, because an earlier run may have failed to.</summary>
    private async Task SendUnlessShownAsync(Correction correction, CancellationToken cancellationToken)
    {
        IReadOnlyList<TradeEvent> concerned = await FindEventsAsync(correction, cancellationToken);
        bool isShown = concerned.Any(found => found.Corrections.Contains(correction.CorrectionId, StringComparer.Ordinal));
        if (isShown != (correction.RevokedUtc is null))
        {
            await SendAsync(correction, cancellationToken);
        }
    }

    private async Task SendAsync(Correction correction, CancellationToken cancellationToken)
    {
        OutgoingMessage[] messages =
        [
            .. (await FindReportsAsync(correction, cancellationToken)).Select(
                report => WorkMessage.ForCorrection(report.Article, correction, MarketPulseTelemetry.TraceParent)),
        ];
        await queue.SendAsync(QueueNames.Articles, messages, cancellationToken);
    }

    private async Task<IReadOnlyList<StoredArticle>> FindReportsAsync(Correction correction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(correction);
        var found = new List<StoredArticle>();
        foreach (string id in new[] { correction.ArticleId, correction.OtherArticleId }.OfType<string>())
        {
            if (await stores.Articles.FindAsync(id, cancellationToken) is { } article)
            {
                found.Add(article);
            }
        }

        return found;
    }

    private static DateTimeOffset ReportedAt(TradeEvent tradeEvent) => tradeEvent.ReportedUtc ?? tradeEvent.EventTimeUtc;

    private static string Shortened(string? id) => id is { Length: > MaxId } ? id[..MaxId] : id ?? "";
}
