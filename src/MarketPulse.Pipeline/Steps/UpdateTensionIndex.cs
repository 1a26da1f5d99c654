using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Updates the daily tension index from the article counts and the events. Only the days from the first one that changed on are computed,
/// unless the change reaches into a base window, which all days depend on. The rows are those that a computation from all days would give.
/// </summary>
/// <param name="tension">Store of the counts and the index.</param>
/// <param name="changes">Finds what has changed.</param>
/// <param name="bases">Keeps what the index was last computed from.</param>
/// <param name="alerts">Raises matching alerts.</param>
/// <param name="clock">Current time, for time stamps.</param>
public sealed class UpdateTensionIndex(
    ITensionStore tension, TensionChanges changes, TensionBases bases, RaiseAlerts alerts, TimeProvider clock)
{
    /// <summary>
    /// Most rows of the index that a run removes. Earlier releases stored a row for every day since the oldest article; removing those of a
    /// large store takes several runs, so that none takes long.
    /// </summary>
    private const int MostRemoved = 50_000;

    /// <summary>
    /// Computes the index of every scope, stores the days that changed, and removes those whose articles are gone. The step is idempotent.
    /// </summary>
    /// <param name="cancellationToken">Stops between scopes.</param>
    /// <returns>Number of rows written and removed.</returns>
    public async Task<(int Written, int Removed)> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return await bases.FindAsync(cancellationToken) is { } known
            && await UpdateAsync(known, now, cancellationToken) is { } updated
            ? updated
            : await ComputeAllAsync(now, cancellationToken);
    }

    /// <summary>Computes the days from the first one that changed on; returns null if they do not suffice.</summary>
    private async Task<(int Written, int Removed)?> UpdateAsync(
        KnownBases known, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset since = known.Through - ChangeOverlap.Length;
        IReadOnlySet<DateOnly> articleDays = await changes.FindArticleDaysAsync(since, cancellationToken);
        DateOnly today = Day(now), lastRun = Day(known.Through);
        DateOnly[] changed =
        [
            .. articleDays, .. await changes.FindEventDaysAsync(since, cancellationToken),
            .. lastRun < today ? [lastRun] : Array.Empty<DateOnly>(),
        ];
        if (changed.Length == 0)
        {
            return (0, 0);
        }

        DateOnly from = changed.Min(), start = Before(from);
        List<ArticleCount> counts = await tension.ReadCountsAsync(start, DateOnly.MaxValue, cancellationToken)
            .ToListAsync(cancellationToken);
        var index = new TensionIndex(counts, await changes.ReadEventsAsync(start, cancellationToken));
        if (!known.Hold(articleDays, counts, index.Scopes))
        {
            return null;
        }

        int written = 0, removed = 0;
        foreach ((string scope, string value, TensionBase basis) in known.Scopes)
        {
            // A day that is not over has no regime, and only regimes depend on all earlier days.
            List<TensionDay> earlier = from < today ? await ReadAsync(scope, value, DateOnly.MinValue, from.AddDays(-1)) : [];
            List<TensionDay> stored = await ReadAsync(scope, value, from, DateOnly.MaxValue);
            IReadOnlyList<TensionDay> days =
                index.DailyFrom(scope, value, from, basis, earlier.Select(day => day.Gross30d).OfType<double>());
            Saved saved = await SaveAsync(days, stored, now, MostRemoved - removed, cancellationToken);
            if (from < today)
            {
                await alerts.ForIndexAsync(scope, value, [.. earlier, .. saved.Days], cancellationToken);
            }

            (written, removed) = (written + saved.Written, removed + saved.Removed);
        }

        await bases.SaveTimeAsync(known, now, cancellationToken);
        return (written, removed);

        ValueTask<List<TensionDay>> ReadAsync(string scope, string value, DateOnly first, DateOnly last) =>
            tension.ReadIndexAsync(scope, value, first, last, cancellationToken).ToListAsync(cancellationToken);
    }

    private async Task<(int Written, int Removed)> ComputeAllAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await bases.ClearAsync(cancellationToken);
        List<TradeEvent> live = await changes.ReadEventsAsync(DateOnly.MinValue, cancellationToken);
        var index = new TensionIndex(await tension.ReadCountsAsync(cancellationToken).ToListAsync(cancellationToken), live);
        int written = 0, removed = 0;
        foreach ((string scope, string value) in index.Scopes)
        {
            List<TensionDay> stored = await tension
                .ReadIndexAsync(scope, value, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken).ToListAsync(cancellationToken);
            Saved saved = await SaveAsync(index.Daily(scope, value), stored, now, MostRemoved - removed, cancellationToken);
            await alerts.ForIndexAsync(scope, value, saved.Days, cancellationToken);
            (written, removed) = (written + saved.Written, removed + saved.Removed);
        }

        if (removed < MostRemoved)
        {
            await bases.SaveAsync(index, now, cancellationToken);
        }

        return (written, removed);
    }

    /// <summary>Stores the days that differ from the stored ones, and removes stored ones whose articles are gone.</summary>
    private async Task<Saved> SaveAsync(
        IReadOnlyList<TensionDay> days,
        List<TensionDay> stored,
        DateTimeOffset now,
        int mostRemoved,
        CancellationToken cancellationToken)
    {
        Dictionary<DateOnly, TensionDay> byDate = stored.ToDictionary(day => day.Date);
        TensionDay[] published = [.. days.Select(day => day.Published(byDate.GetValueOrDefault(day.Date), now))];
        TensionDay[] changed =
        [
            .. published.Where(next => byDate.GetValueOrDefault(next.Date) is not { } known
                || next with { ModifiedUtc = known.ModifiedUtc } != known),
        ];
        await tension.SaveIndexAsync(changed, cancellationToken);
        HashSet<DateOnly> current = [.. published.Select(day => day.Date)];
        TensionDay[] gone = [.. stored.Where(day => !current.Contains(day.Date)).Take(mostRemoved)];
        await tension.RemoveIndexAsync(gone, cancellationToken);
        return new Saved(published, changed.Length, gone.Length);
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static DateOnly Before(DateOnly day) =>
        day.DayNumber > TensionIndex.DaysBefore ? day.AddDays(-TensionIndex.DaysBefore) : DateOnly.MinValue;

    /// <summary>The days of a scope as they are published now, and how many rows were written and removed.</summary>
    private sealed record Saved(TensionDay[] Days, int Written, int Removed);
}
