using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Classifies stored articles again that an earlier lexicon or version of the code has classified, updates their events, and has the
/// changed events scored. Submitted events keep the verdict that the user gave, and corrections hold as before.
/// </summary>
/// <param name="stores">Store of the verdicts; and of events and corrections, for the preview.</param>
/// <param name="archive">Reads the articles with their text.</param>
/// <param name="update">Updates the events.</param>
/// <param name="detector">Classifies with the current lexicon.</param>
/// <param name="lexicon">Notes the day in progress, and what was classified again.</param>
public sealed class ReclassifyArticles(
    ClusterStores stores, IArticleArchive archive, UpdateEvents update, TradeDetector detector, LexiconStatus lexicon)
{
    /// <summary>Reports that are clustered before the first day of a preview, so that its events begin as they would.</summary>
    private static readonly TimeSpan Context = EventClustering.Memory + EventClustering.Window;

    /// <summary>Computes what <see cref="RunAsync"/> would change. Nothing is written.</summary>
    /// <param name="from">First day of publication; null for all.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Stops between articles.</param>
    public async Task<Reclassification> PreviewAsync(DateOnly? from, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        DateTimeOffset start = StartOf(from);
        var tally = new Tally();
        List<ArticleFacts> reports = from is null
            ? []
            : await stores.Articles.ReadReportsAsync(start - Context, start, cancellationToken)
                .Select(report => report.Facts)
                .ToListAsync(cancellationToken);
        IReadOnlyList<DateOnly> days = await DaysAsync(from, cancellationToken);
        foreach ((int read, DateOnly day) in days.Index())
        {
            report(new WorkProgress("Reading articles", read, days.Count, "days"));
            await foreach (StoredArticle stored in archive.ReadDayAsync(day, cancellationToken))
            {
                ArticleFacts? next = tally.Count(stored, Next(stored)) ?? stored.Facts;
                if (next?.Verdict.IsEvent == true)
                {
                    reports.Add(next);
                }
            }
        }

        List<Correction> corrections = await stores.Corrections
            .ReadAsync(from is null ? start : start - Context, DateTimeOffset.MaxValue, cancellationToken)
            .ToListAsync(cancellationToken);
        Dictionary<string, TradeEvent> before = await stores.Events
            .ReadAsync(start, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToDictionaryAsync(found => found.EventId, StringComparer.Ordinal, cancellationToken);
        Dictionary<string, TradeEvent> after = EventClustering.Cluster(reports, corrections).Events
            .Where(found => found.EventTimeUtc >= start)
            .ToDictionary(found => found.EventId, StringComparer.Ordinal);
        return tally.ToResult([.. Compare(before, after).OrderBy(change => change.EventTimeUtc)]);
    }

    /// <summary>Classifies the articles again. A run that is interrupted is continued by the next.</summary>
    /// <param name="from">First day of publication; null for all.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>The number of articles; the changes of events are left to <see cref="PreviewAsync"/>.</returns>
    public async Task<Reclassification> RunAsync(DateOnly? from, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        using Activity? step = MarketPulseTelemetry.StartStep("reclassify_articles");
        DateOnly? interrupted = await lexicon.FindInterruptedAsync(cancellationToken);
        var tally = new Tally();
        IReadOnlyList<DateOnly> days = await DaysAsync(interrupted < from ? interrupted : from, cancellationToken);
        foreach ((int classified, DateOnly day) in days.Index())
        {
            report(new WorkProgress("Classifying articles", classified, days.Count, "days"));
            await RunDayAsync(day, tally, isRepeat: day == interrupted, cancellationToken);
        }

        await lexicon.CompleteAsync(from, cancellationToken);
        return tally.ToResult([]);
    }

    private async Task RunDayAsync(DateOnly day, Tally tally, bool isRepeat, CancellationToken cancellationToken)
    {
        var changed = new List<ArticleFacts>();
        var reports = new List<StoredArticle>();
        await foreach (StoredArticle stored in archive.ReadDayAsync(day, cancellationToken))
        {
            ArticleFacts? next = tally.Count(stored, Next(stored));
            if (next is not null)
            {
                changed.Add(next);
            }

            bool touchesEvents = stored.EventId is not null || stored.Facts?.Verdict.IsEvent == true || next?.Verdict.IsEvent == true;
            if (touchesEvents && (next is not null || isRepeat))
            {
                reports.Add(stored with { Facts = next ?? stored.Facts });
            }
        }

        if (changed.Count == 0 && reports.Count == 0)
        {
            return;
        }

        // Noted first: a run that stops after the verdicts are stored would otherwise not find these articles again.
        await lexicon.BeginDayAsync(day, cancellationToken);
        foreach (ArticleFacts facts in changed)
        {
            await stores.Articles.SaveVerdictAsync(facts.Id, facts, cancellationToken);
        }

        await Task.WhenAll(reports.Select(report => update.RunAsync(report, cancellationToken)));
    }

    /// <summary>The facts of an article under the current lexicon; null if they stand under it already or cannot be read again.</summary>
    private ArticleFacts? Next(StoredArticle stored)
    {
        if (stored.Facts is not { } facts
            || facts.Verdict.LexiconVersion == SubmitArticle.Feed
            || stored.Text == TextState.Removed
            || (facts.Verdict.LexiconVersion == detector.Lexicon.Version && stored.EngineVersion == EngineVersion.Current))
        {
            return null;
        }

        ArticleFacts next = ArticleFacts.FromVerdict(stored.Article, detector.Detect(stored.Article));

        // Those of the full text, which still find its copies.
        return stored.Text == TextState.Full ? next : next with { ContentHash = facts.ContentHash, Signature = facts.Signature };
    }

    private async Task<IReadOnlyList<DateOnly>> DaysAsync(DateOnly? from, CancellationToken cancellationToken) =>
    [
        .. (await archive.FindDaysAsync(from?.AddDays(-1), DateOnly.MaxValue.AddDays(-1), cancellationToken))
            .Where(day => from is null || day >= from),
    ];

    private static IEnumerable<ReclassifiedEvent> Compare(Dictionary<string, TradeEvent> before, Dictionary<string, TradeEvent> after)
    {
        foreach (TradeEvent lost in before.Values.Where(found => !after.ContainsKey(found.EventId)))
        {
            yield return ReclassifiedEvent.From(ChangeKind.Lost, lost, lost.Stance, null);
        }

        foreach (TradeEvent found in after.Values)
        {
            if (!before.TryGetValue(found.EventId, out TradeEvent? known))
            {
                yield return ReclassifiedEvent.From(ChangeKind.Gained, found, null, found.Stance);
            }
            else if (known.Stance != found.Stance)
            {
                yield return ReclassifiedEvent.From(ChangeKind.StanceChanged, found, known.Stance, found.Stance);
            }
        }
    }

    private static DateTimeOffset StartOf(DateOnly? day) =>
        day is null ? DateTimeOffset.MinValue : new DateTimeOffset(day.Value, TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Counts articles.</summary>
    private sealed class Tally
    {
        private int _reclassified;
        private int _shortened;
        private int _unreadable;

        public int Articles { get; private set; }

        public int Changed { get; private set; }

        public ArticleFacts? Count(StoredArticle stored, ArticleFacts? next)
        {
            Articles++;
            _unreadable += stored.Text == TextState.Removed ? 1 : 0;
            if (next is not null)
            {
                _reclassified++;
                _shortened += stored.Text == TextState.Shortened ? 1 : 0;
                Changed += SameVerdict(stored.Facts!.Verdict, next.Verdict) ? 0 : 1;
            }

            return next;
        }

        public Reclassification ToResult(IReadOnlyList<ReclassifiedEvent> changes) =>
            new(Articles, _reclassified, Changed, _shortened, _unreadable, changes);

        private static bool SameVerdict(ArticleVerdict one, ArticleVerdict other) =>
            one.IsRelevant == other.IsRelevant
            && one.IsEvent == other.IsEvent
            && one.Stance == other.Stance
            && one.Certainty == other.Certainty
            && one.Intensity.Equals(other.Intensity)
            && one.Measures.SequenceEqual(other.Measures)
            && one.Topics.SequenceEqual(other.Topics)
            && one.Actors.SequenceEqual(other.Actors)
            && one.Pairs.SequenceEqual(other.Pairs);
    }
}

/// <summary>What a reclassification changes.</summary>
/// <param name="Articles">Number of articles read.</param>
/// <param name="Reclassified">Those that an earlier lexicon or version had classified.</param>
/// <param name="Changed">Those of them whose verdict differs.</param>
/// <param name="Shortened">Those reclassified from a text that retention has shortened.</param>
/// <param name="Removed">Articles whose text is removed; they keep their verdict.</param>
/// <param name="Events">Changes of events, by time.</param>
public sealed record Reclassification(
    int Articles, int Reclassified, int Changed, int Shortened, int Removed, IReadOnlyList<ReclassifiedEvent> Events);

/// <summary>How an event changes.</summary>
public enum ChangeKind
{
    /// <summary>There was no such event before.</summary>
    Gained,

    /// <summary>There is no such event afterwards. One whose first report changes has another id, so it is lost and gained.</summary>
    Lost,

    /// <summary>The event has another stance.</summary>
    StanceChanged,
}

/// <summary>An event that a reclassification changes.</summary>
/// <param name="Change">How it changes.</param>
/// <param name="EventId">Its id.</param>
/// <param name="EventTimeUtc">Its time.</param>
/// <param name="Before">Its stance before; null when there was no such event.</param>
/// <param name="After">Its stance afterwards; null when there is no such event.</param>
/// <param name="Headline">Its headline.</param>
public sealed record ReclassifiedEvent(
    ChangeKind Change, string EventId, DateTimeOffset EventTimeUtc, Stance? Before, Stance? After, string Headline)
{
    internal static ReclassifiedEvent From(ChangeKind change, TradeEvent found, Stance? before, Stance? after) =>
        new(change, found.EventId, found.EventTimeUtc, before, after, found.Headline);
}
