using System.Text.Json;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Keeps what the tension index was last computed from: when, and the base windows of its feeds and scopes, so that later days can be
/// computed without the earlier ones.
/// </summary>
/// <param name="cursors">Stores it, one row for each feed and scope.</param>
public sealed class TensionBases(ICursorStore cursors)
{
    private const string Kind = "tension";
    private const string IndexId = "index";

    /// <summary>Finds what the index was last computed from; null if it must be computed from all days.</summary>
    public async Task<KnownBases?> FindAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync<Contents>(IndexId, cancellationToken) is not { } contents)
        {
            return null;
        }

        FeedBase?[] feeds = await Concurrently.ReadAsync(
            contents.Feeds, (feed, token) => ReadAsync<FeedBase>(FeedId(feed), token), cancellationToken);
        TensionBase?[] scopes = await Concurrently.ReadAsync(
            contents.Scopes, (scope, token) => ReadAsync<TensionBase>(ScopeId(scope.Scope, scope.Value), token), cancellationToken);
        return feeds.Contains(null) || scopes.Contains(null)
            ? null
            : new KnownBases(
                contents.Through,
                contents.Feeds.Zip(feeds).ToDictionary(feed => feed.First, feed => feed.Second!, StringComparer.Ordinal),
                [.. contents.Scopes.Zip(scopes).Select(scope => (scope.First.Scope, scope.First.Value, scope.Second!))]);
    }

    /// <summary>Forgets everything, so that a computation from all days is repeated if it stops halfway.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) =>
        cursors.SaveAsync(new FeedCursor { FeedKind = Kind, FeedId = IndexId }, cancellationToken);

    /// <summary>Notes the bases of an index that was computed from all days.</summary>
    public async Task<KnownBases> SaveAsync(TensionIndex index, DateTimeOffset through, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(index);
        Dictionary<string, FeedBase> feeds = index.BaseDaysOfFeeds().ToDictionary(
            feed => feed.Key,
            feed => feed.Value.Count == TensionIndex.BaseDays ? new FeedBase(feed.Value[^1], []) : new FeedBase(null, [.. feed.Value]),
            StringComparer.Ordinal);
        (string Scope, string Value, TensionBase Base)[] scopes =
            [.. index.Scopes.Select(scope => (scope.Scope, scope.Value, index.BaseOf(scope.Scope, scope.Value)))];
        foreach ((string feed, FeedBase basis) in feeds)
        {
            await WriteAsync(FeedId(feed), basis, cancellationToken);
        }

        foreach ((string scope, string value, TensionBase basis) in scopes)
        {
            await WriteAsync(ScopeId(scope, value), basis, cancellationToken);
        }

        var known = new KnownBases(through, feeds, scopes);
        await SaveTimeAsync(known, through, cancellationToken);
        return known;
    }

    /// <summary>Notes that the index was computed again from the same bases.</summary>
    public Task SaveTimeAsync(KnownBases known, DateTimeOffset through, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        return WriteAsync(
            IndexId,
            new Contents(through, [.. known.Feeds.Keys], [.. known.Scopes.Select(scope => new ScopeName(scope.Scope, scope.Value))]),
            cancellationToken);
    }

    private static string FeedId(string feed) => $"feed|{feed}";

    private static string ScopeId(string scope, string value) => $"scope|{scope}|{value}";

    private async ValueTask<T?> ReadAsync<T>(string id, CancellationToken cancellationToken)
        where T : class =>
        (await cursors.FindAsync(Kind, id, cancellationToken))?.Position is { Length: > 0 } position
            ? JsonSerializer.Deserialize<T>(position)
            : null;

    private Task WriteAsync<T>(string id, T content, CancellationToken cancellationToken) => cursors.SaveAsync(
        new FeedCursor { FeedKind = Kind, FeedId = id, Position = JsonSerializer.Serialize(content) }, cancellationToken);

    private sealed record Contents(DateTimeOffset Through, IReadOnlyList<string> Feeds, IReadOnlyList<ScopeName> Scopes);

    private sealed record ScopeName(string Scope, string Value);
}

/// <summary>What the tension index was last computed from.</summary>
/// <param name="Through">When that computation began.</param>
/// <param name="Feeds">The base windows of the feeds.</param>
/// <param name="Scopes">The bases of the scopes.</param>
public sealed record KnownBases(
    DateTimeOffset Through,
    IReadOnlyDictionary<string, FeedBase> Feeds,
    IReadOnlyList<(string Scope, string Value, TensionBase Base)> Scopes)
{
    /// <summary>Whether the bases stay as they are although the articles of some days have changed.</summary>
    /// <param name="days">The days.</param>
    /// <param name="counts">The counts of these days, and perhaps of others, as they are now.</param>
    /// <param name="scopes">The scopes that there are on these days, and perhaps others.</param>
    public bool Hold(
        IReadOnlySet<DateOnly> days, IEnumerable<ArticleCount> counts, IEnumerable<(string Scope, string Value)> scopes)
    {
        ILookup<string, DateOnly> changed = counts.Where(count => count.Articles > 0 && days.Contains(count.Date))
            .ToLookup(count => count.Feed, count => count.Date, StringComparer.Ordinal);
        return changed.All(feed => Feeds.ContainsKey(feed.Key))
            && Feeds.All(feed => feed.Value.Last is { } last
                ? days.All(day => day > last)
                : !changed.Contains(feed.Key) && !feed.Value.Days.Any(days.Contains))
            && Scopes.All(scope => scope.Base.Last is { } last && days.All(day => day > last))
            && !scopes.Except(Scopes.Select(scope => (scope.Scope, scope.Value))).Any();
    }
}

/// <summary>The base window of a feed.</summary>
/// <param name="Last">Its last day; null while it is not over.</param>
/// <param name="Days">While it is not over, the days with articles so far; then empty.</param>
public sealed record FeedBase(DateOnly? Last, IReadOnlyList<DateOnly> Days);
