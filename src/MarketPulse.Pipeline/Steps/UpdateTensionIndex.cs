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
            List<TensionDay> stored = await ReadAsync(scope, value, from, DateOnly.MaxValue);
            IReadOnlyList<TensionDay> days = index.DailyFrom(scope, value, from, basis, meansBefore: []);
            var next = new Publication(days, stored, now);
            if (next.ChangesGross)
            {
                // Only regimes depend on all earlier days, and they change only with the gross index of a day that is over.
                List<TensionDay> earlier = await ReadAsync(scope, value, DateOnly.MinValue, from.AddDays(-1));
                days = index.DailyFrom(scope, value, from, basis, earlier.Select(day => day.Gross30d).OfType<double>());
                next = new Publication(days, stored, now);
                await alerts.ForIndexAsync(scope, value, [.. earlier, .. next.Days], cancellationToken);
            }
            else
            {
                next = new Publication(next.WithStoredRegimes(), stored, now);
            }

            written += await SaveAsync(next, cancellationToken);
            removed += await RemoveAsync(next, MostRemoved - removed, cancellationToken);
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
            var next = new Publication(index.Daily(scope, value), stored, now);
            await alerts.ForIndexAsync(scope, value, next.Days, cancellationToken);
            written += await SaveAsync(next, cancellationToken);
            removed += await RemoveAsync(next, MostRemoved - removed, cancellationToken);
        }

        if (removed < MostRemoved)
        {
            await bases.SaveAsync(index, now, cancellationToken);
        }

        return (written, removed);
    }

    // After the alerts, so that a run that stopped between the two finds the days changed and raises them.
    private async Task<int> SaveAsync(Publication next, CancellationToken cancellationToken)
    {
        TensionDay[] changed = [.. next.Changed];
        await tension.SaveIndexAsync(changed, cancellationToken);
        return changed.Length;
    }

    private async Task<int> RemoveAsync(Publication next, int most, CancellationToken cancellationToken)
    {
        TensionDay[] gone = [.. next.Gone.Take(most)];
        await tension.RemoveIndexAsync(gone, cancellationToken);
        return gone.Length;
    }

    private static DateOnly Day(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private static DateOnly Before(DateOnly day) =>
        day.DayNumber > TensionIndex.DaysBefore ? day.AddDays(-TensionIndex.DaysBefore) : DateOnly.MinValue;

    /// <summary>Days of a scope as they are to be published, beside the stored ones.</summary>
    private sealed class Publication
    {
        private readonly IReadOnlyList<TensionDay> _computed;
        private readonly Dictionary<DateOnly, TensionDay> _stored;
        private readonly DateTimeOffset _now;

        /// <param name="computed">The days as computed.</param>
        /// <param name="stored">The stored days of the same period.</param>
        /// <param name="now">The current time.</param>
        public Publication(IReadOnlyList<TensionDay> computed, List<TensionDay> stored, DateTimeOffset now)
        {
            _computed = computed;
            _stored = stored.ToDictionary(day => day.Date);
            _now = now;
            Days = [.. computed.Select(day => day.Published(_stored.GetValueOrDefault(day.Date), now))];
        }

        /// <summary>The days to publish.</summary>
        public TensionDay[] Days { get; }

        /// <summary>Those that differ from the stored ones.</summary>
        public IEnumerable<TensionDay> Changed => Days.Where(next => _stored.GetValueOrDefault(next.Date) is not { } known
            || next with { ModifiedUtc = known.ModifiedUtc } != known);

        /// <summary>Stored days whose articles are gone.</summary>
        public IEnumerable<TensionDay> Gone => _stored.Values.ExceptBy(Days.Select(day => day.Date), day => day.Date);

        /// <summary>Whether the gross index of a day that is over differs from the one published after its end.</summary>
        public bool ChangesGross => Gone.Any() || _computed.Any(day => IsOver(day.Date, _now)
            && !(_stored.TryGetValue(day.Date, out TensionDay? known) && IsOver(day.Date, known.ModifiedUtc)
                && known.Gross == day.Gross && known.Gross30d == day.Gross30d));

        /// <summary>The computed days with the regimes of the stored ones.</summary>
        public IReadOnlyList<TensionDay> WithStoredRegimes() => [.. _computed.Select(day => day with { Regime = StoredRegime(day.Date) })];

        private static bool IsOver(DateOnly day, DateTimeOffset time) => Day(time) > day;

        private string StoredRegime(DateOnly day) => _stored.TryGetValue(day, out TensionDay? known)
            ? known.RegimeRevised.Length > 0 ? known.RegimeRevised : known.Regime
            : "";
    }
}
