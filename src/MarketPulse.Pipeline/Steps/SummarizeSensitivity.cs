using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

/// <summary>Summarizes the stored data: article counts, the tension index and the sensitivity profiles of all instruments.</summary>
/// <param name="articles">Source of the articles to count.</param>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="tension">Store of the counts and the index.</param>
/// <param name="sensitivity">Store of the profiles.</param>
/// <param name="cursors">Store of the position up to which articles are counted.</param>
/// <param name="calibration">Run when any profile has changed.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="watchlist">The instruments to profile.</param>
/// <param name="options">Model and estimation window.</param>
/// <param name="clock">Current time, for time stamps.</param>
public sealed class SummarizeSensitivity(
    IArticleTallies articles,
    IEventStore events,
    IScoreStore scores,
    IPriceStore prices,
    ITensionStore tension,
    ISensitivityStore sensitivity,
    ICursorStore cursors,
    CalibrateScores calibration,
    RaiseAlerts alerts,
    Watchlist watchlist,
    StudyOptions options,
    TimeProvider clock)
{
    /// <summary>Kind of the cursor that records up to when articles have been counted.</summary>
    public const string CursorKind = "summary";

    private const string CursorId = "articlecounts";

    // Writers' clocks differ and their writes take time. Counting a day twice costs little; missing one would be an error.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Most rows of the index that a run removes. Earlier releases stored a row for every day since the oldest article; removing those of a
    /// large store takes several runs, so that none takes long.
    /// </summary>
    private const int MostRemoved = 50_000;

    /// <summary>Updates the counts, the index, the profiles, the month's snapshot and the calibration. The step is idempotent.</summary>
    public async Task<SensitivitySummary> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("summarize_sensitivity");
        int counted = await CountAsync(cancellationToken);
        List<TradeEvent> live = await ReadLiveAsync(cancellationToken);
        (int days, int removed) = await IndexAsync(live, cancellationToken);
        IReadOnlyList<SensitivityProfile> profiles = await MeasureAsync(live, includeDateOnly: false, cancellationToken);
        int written = await sensitivity.SaveAsync(profiles, cancellationToken);
        if (written > 0)
        {
            await sensitivity.SaveSnapshotAsync(profiles, cancellationToken);
            await calibration.RunAsync(cancellationToken);
        }

        return new SensitivitySummary(counted, days, removed, profiles.Count, written);
    }

    /// <summary>Computes the profiles without storing them.</summary>
    /// <param name="includeDateOnly">Whether to include events of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(bool includeDateOnly, CancellationToken cancellationToken) =>
        await MeasureAsync(await ReadLiveAsync(cancellationToken), includeDateOnly, cancellationToken);

    private ValueTask<List<TradeEvent>> ReadLiveAsync(CancellationToken cancellationToken) => events
        .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
        .ToListAsync(cancellationToken);

    private async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset started = clock.GetUtcNow();
        FeedCursor? cursor = await cursors.FindAsync(CursorKind, CursorId, cancellationToken);
        DateTimeOffset since = cursor?.Position is { } position
            ? DateTimeOffset.ParseExact(position, "O", CultureInfo.InvariantCulture) - Overlap
            : DateTimeOffset.MinValue;
        IReadOnlyList<DateOnly> changed = await articles.FindDaysChangedAsync(since, cancellationToken);
        foreach ((DateOnly from, DateOnly to) in Runs(changed))
        {
            List<ArticleTally> tallies = await articles.ReadTalliesAsync(from, to, seenBy: null, cancellationToken)
                .ToListAsync(cancellationToken);
            await tension.SaveCountsAsync(from, to, ArticleCount.FromTallies(tallies), cancellationToken);
        }

        await cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKind,
                FeedId = CursorId,
                Position = started.ToString("O", CultureInfo.InvariantCulture),
                Outcome = changed.Count > 0 ? PollOutcome.New : PollOutcome.Unchanged,
                LastPollUtc = started,
                LastSuccessUtc = started,
            },
            cancellationToken);
        return changed.Count;
    }

    private async Task<(int Written, int Removed)> IndexAsync(List<TradeEvent> live, CancellationToken cancellationToken)
    {
        var index = new TensionIndex(await tension.ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken), live);
        DateTimeOffset now = clock.GetUtcNow();
        int written = 0, removed = 0;
        foreach ((string scope, string value) in index.Scopes)
        {
            Dictionary<DateOnly, TensionDay> stored = await tension
                .ReadIndexAsync(scope, value, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken)
                .ToDictionaryAsync(day => day.Date, cancellationToken: cancellationToken);
            TensionDay[] published = [.. index.Daily(scope, value).Select(day => day.Published(stored.GetValueOrDefault(day.Date), now))];
            TensionDay[] changed =
            [
                .. published.Where(next => stored.GetValueOrDefault(next.Date) is not { } known
                    || next with { ModifiedUtc = known.ModifiedUtc } != known),
            ];
            await tension.SaveIndexAsync(changed, cancellationToken);
            await alerts.ForIndexAsync(scope, value, published, cancellationToken);
            written += changed.Length;

            // Days whose articles are gone.
            HashSet<DateOnly> current = [.. published.Select(day => day.Date)];
            TensionDay[] gone = [.. stored.Values.Where(day => !current.Contains(day.Date)).Take(MostRemoved - removed)];
            await tension.RemoveIndexAsync(gone, cancellationToken);
            removed += gone.Length;
        }

        return (written, removed);
    }

    private async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(
        List<TradeEvent> live, bool includeDateOnly, CancellationToken cancellationToken) =>
        await new InstrumentProfiles(
            watchlist.Instruments,
            await prices.ReadAsync(watchlist.Instruments, from: null, to: null, cancellationToken),
            symbol => scores.QueryAsync(new ScoreQuery { Symbol = symbol }, cancellationToken),
            options).MeasureAsync(live, includeDateOnly, cancellationToken);

    private static IEnumerable<(DateOnly From, DateOnly To)> Runs(IReadOnlyList<DateOnly> days)
    {
        for (int i = 0; i < days.Count;)
        {
            int end = i;
            while (end + 1 < days.Count && days[end + 1] == days[end].AddDays(1))
            {
                end++;
            }

            yield return (days[i], days[end]);
            i = end + 1;
        }
    }
}

/// <summary>What a run of <see cref="SummarizeSensitivity"/> did.</summary>
/// <param name="DaysCounted">Number of days whose articles were counted.</param>
/// <param name="IndexRows">Number of rows of the tension index written.</param>
/// <param name="IndexRowsRemoved">Number of rows of the tension index removed, because no articles of their day are stored.</param>
/// <param name="Profiles">Total number of profiles.</param>
/// <param name="ProfilesWritten">Number of profiles written or removed.</param>
public readonly record struct SensitivitySummary(int DaysCounted, int IndexRows, int IndexRowsRemoved, int Profiles, int ProfilesWritten);
