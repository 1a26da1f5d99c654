using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Articles as the tension index counts them.</summary>
public interface IArticleTallies
{
    /// <summary>The UTC days of which an article was stored or classified at or after <paramref name="since"/>, ascending.</summary>
    Task<IReadOnlyList<DateOnly>> FindDaysChangedAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// Every classified article of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive; with <paramref name="seenBy"/> those first seen by then.
    /// </summary>
    IAsyncEnumerable<ArticleTally> ReadTalliesAsync(DateOnly from, DateOnly to, DateTimeOffset? seenBy, CancellationToken cancellationToken);
}

/// <summary>Counts of articles and the tension index made of them.</summary>
public interface ITensionStore
{
    /// <summary>Replaces the counts of the days from <paramref name="from"/> to <paramref name="to"/>, both inclusive; rows that say the same are left alone.</summary>
    Task SaveCountsAsync(DateOnly from, DateOnly to, IReadOnlyCollection<ArticleCount> counts, CancellationToken cancellationToken);

    /// <summary>Every count, by key.</summary>
    IAsyncEnumerable<ArticleCount> ReadCountsAsync(CancellationToken cancellationToken);

    /// <summary>Writes days of the index.</summary>
    Task SaveIndexAsync(IReadOnlyCollection<TensionDay> days, CancellationToken cancellationToken);

    /// <summary>The index of one scope and value from one day to another, both inclusive, by date.</summary>
    IAsyncEnumerable<TensionDay> ReadIndexAsync(string scope, string value, DateOnly from, DateOnly to, CancellationToken cancellationToken);
}

/// <summary>Sensitivity profiles, as they stand and as they stood at the end of each month.</summary>
public interface ISensitivityStore
{
    /// <summary>Makes these the profiles: others are removed, those that say the same are left alone.</summary>
    /// <returns>Number of rows written or removed.</returns>
    Task<int> SaveAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>Profiles that match, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> QueryAsync(SensitivityQuery query, CancellationToken cancellationToken);

    /// <summary>Makes these the snapshot of the month of their <see cref="SensitivityProfile.AsOfUtc"/>, in place of an earlier one; profiles without it belong to no month.</summary>
    Task SaveSnapshotAsync(IReadOnlyCollection<SensitivityProfile> profiles, CancellationToken cancellationToken);

    /// <summary>The snapshot of a month, by key.</summary>
    IAsyncEnumerable<SensitivityProfile> ReadSnapshotAsync(DateOnly month, CancellationToken cancellationToken);
}

/// <summary>Which profiles to read; null means any.</summary>
public sealed record SensitivityQuery
{
    /// <summary>Only this window key.</summary>
    public string? WindowKey { get; init; }

    /// <summary>Only this horizon's code.</summary>
    public string? Horizon { get; init; }

    /// <summary>Only this kind: <c>all</c>, <c>measure</c>, <c>topic</c> or <c>pair</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Only this instrument.</summary>
    public string? Symbol { get; init; }

    /// <summary>Whether a profile matches.</summary>
    public bool Matches(SensitivityProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return (WindowKey is null || WindowKey == profile.WindowKey)
            && (Horizon is null || Horizon == profile.Horizon)
            && (Kind is null || Kind == profile.Kind)
            && (Symbol is null || Symbol == profile.Symbol);
    }
}
