using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Knows which articles stand under the current lexicon: those first seen since it came into use, and those published on or after the day
/// from which stored articles were classified again. Kept in one row, so that nothing must be counted.
/// </summary>
/// <param name="cursors">Stores the row.</param>
/// <param name="detector">Holds the current lexicon.</param>
/// <param name="clock">Current time.</param>
public sealed class LexiconStatus(ICursorStore cursors, TradeDetector detector, TimeProvider clock)
{
    private const string CursorKind = "reclassify";
    private const string CursorId = "lexicon";
    private const string DayId = "day";

    /// <summary>Finds the state. The first call under a new lexicon notes when it came into use.</summary>
    public async Task<LexiconUse> FindAsync(CancellationToken cancellationToken)
    {
        string version = detector.Lexicon.Version;
        if (await cursors.FindAsync(CursorKind, CursorId, cancellationToken) is { LastSuccessUtc: { } since } known
            && known.Position == version)
        {
            return new LexiconUse(version, since, known.RequeueFrom);
        }

        return await SaveAsync(new LexiconUse(version, clock.GetUtcNow(), ReclassifiedFrom: null), cancellationToken);
    }

    /// <summary>Finds the day whose articles an interrupted run was classifying again; null when the last run was completed.</summary>
    public async Task<DateOnly?> FindInterruptedAsync(CancellationToken cancellationToken) =>
        (await cursors.FindAsync(CursorKind, DayId, cancellationToken))?.RequeueFrom;

    /// <summary>Notes the day whose articles are classified again now.</summary>
    public Task BeginDayAsync(DateOnly day, CancellationToken cancellationToken) => SaveDayAsync(day, cancellationToken);

    /// <summary>Notes that the articles published on or after a day were classified with the current lexicon.</summary>
    /// <param name="from">The day; null for all articles.</param>
    /// <param name="cancellationToken">Stops between the writes.</param>
    public async Task CompleteAsync(DateOnly? from, CancellationToken cancellationToken)
    {
        LexiconUse known = await FindAsync(cancellationToken);
        DateOnly first = from ?? DateOnly.MinValue;
        DateOnly earliest = known.ReclassifiedFrom < first ? known.ReclassifiedFrom.Value : first;
        await SaveAsync(known with { ReclassifiedFrom = earliest }, cancellationToken);
        await SaveDayAsync(day: null, cancellationToken);
    }

    private Task SaveDayAsync(DateOnly? day, CancellationToken cancellationToken) =>
        cursors.SaveAsync(new FeedCursor { FeedKind = CursorKind, FeedId = DayId, RequeueFrom = day }, cancellationToken);

    private async Task<LexiconUse> SaveAsync(LexiconUse use, CancellationToken cancellationToken)
    {
        await cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKind,
                FeedId = CursorId,
                Position = use.Version,
                RequeueFrom = use.ReclassifiedFrom,
                LastSuccessUtc = use.SinceUtc,
            },
            cancellationToken);
        return use;
    }
}

/// <summary>Which articles stand under the current lexicon.</summary>
/// <param name="Version">Version of the lexicon.</param>
/// <param name="SinceUtc">Articles first seen since then stand under it.</param>
/// <param name="ReclassifiedFrom">So do articles published on or after this day; null when none were classified again.</param>
public sealed record LexiconUse(string Version, DateTimeOffset SinceUtc, DateOnly? ReclassifiedFrom);
