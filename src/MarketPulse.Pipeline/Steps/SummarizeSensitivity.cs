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

/// <summary>Adds up what is stored: the counts of articles, the tension index, and how every instrument reacts.</summary>
/// <param name="articles">The articles, as counted.</param>
/// <param name="events">The events.</param>
/// <param name="scores">The scores.</param>
/// <param name="prices">The bars.</param>
/// <param name="tension">Takes counts and index.</param>
/// <param name="sensitivity">Takes the profiles.</param>
/// <param name="cursors">Where counting was left.</param>
/// <param name="calibration">Run when something changed.</param>
/// <param name="alerts">Tells those who asked for it.</param>
/// <param name="watchlist">The instruments.</param>
/// <param name="options">Model and estimation window.</param>
/// <param name="clock">Stamps revisions.</param>
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
    /// <summary>Kind of the cursor that says up to when articles are counted.</summary>
    public const string CursorKind = "summary";

    private const string CursorId = "articlecounts";

    // Writers' clocks differ and their writes take time: counting a day twice costs little, missing one is an error.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    /// <summary>Brings counts, index, profiles, the month's snapshot and the calibration up to date. Counting everything again gives the same rows.</summary>
    public async Task<SensitivitySummary> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("summarize_sensitivity");
        int counted = await CountAsync(cancellationToken);
        List<TradeEvent> live = await events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        int days = await IndexAsync(live, cancellationToken);
        IReadOnlyList<SensitivityProfile> profiles = await MeasureAsync(live, includeDateOnly: false, cancellationToken);
        int written = await sensitivity.SaveAsync(profiles, cancellationToken);
        if (written > 0)
        {
            await sensitivity.SaveSnapshotAsync(profiles, cancellationToken);
            await calibration.RunAsync(cancellationToken);
        }

        return new SensitivitySummary(counted, days, profiles.Count, written);
    }

    /// <summary>Computes the profiles without storing them.</summary>
    /// <param name="includeDateOnly">Whether events count of which only the date is known.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    public async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(bool includeDateOnly, CancellationToken cancellationToken) => await MeasureAsync(
        await events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken).ToListAsync(cancellationToken),
        includeDateOnly,
        cancellationToken);

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
            List<ArticleTally> tallies = await articles.ReadTalliesAsync(from, to, seenBy: null, cancellationToken).ToListAsync(cancellationToken);
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

    private async Task<int> IndexAsync(List<TradeEvent> live, CancellationToken cancellationToken)
    {
        var index = new TensionIndex(await tension.ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken), live);
        DateTimeOffset now = clock.GetUtcNow();
        int written = 0;
        foreach ((string scope, string value) in index.Scopes)
        {
            Dictionary<DateOnly, TensionDay> stored = await tension.ReadIndexAsync(scope, value, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken)
                .ToDictionaryAsync(day => day.Date, cancellationToken: cancellationToken);
            TensionDay[] published = [.. index.Daily(scope, value).Select(day => day.Published(stored.GetValueOrDefault(day.Date), now))];
            TensionDay[] changed =
            [
                .. published.Where(next => stored.GetValueOrDefault(next.Date) is not { } known || next with { ModifiedUtc = known.ModifiedUtc } != known),
            ];
            await tension.SaveIndexAsync(changed, cancellationToken);
            await alerts.ForIndexAsync(scope, value, published, cancellationToken);
            written += changed.Length;
        }

        return written;
    }

    private async Task<IReadOnlyList<SensitivityProfile>> MeasureAsync(List<TradeEvent> live, bool includeDateOnly, CancellationToken cancellationToken) =>
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
/// <param name="DaysCounted">Days whose articles were counted.</param>
/// <param name="IndexRows">Rows of the tension index written.</param>
/// <param name="Profiles">Profiles that there are.</param>
/// <param name="ProfilesWritten">Profiles written or removed.</param>
public readonly record struct SensitivitySummary(int DaysCounted, int IndexRows, int Profiles, int ProfilesWritten);
