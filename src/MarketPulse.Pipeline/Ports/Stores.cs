using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Sends work to the queues.</summary>
public interface IWorkQueue
{
    /// <summary>Sends every message to <paramref name="queue"/>; returns when the broker has them all.</summary>
    Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken);
}

/// <summary>Articles, their text and their verdicts.</summary>
public interface IArticleStore
{
    /// <summary>
    /// Stores those articles whose id is unknown: <c>articleindex</c> first, then the row and its text. A crash between the two is mended by the next call. One that
    /// cannot be stored costs itself alone.
    /// </summary>
    Task<AddedArticles> AddAsync(IReadOnlyCollection<Article> articles, CancellationToken cancellationToken);

    /// <summary>Stores one article unless its id is known.</summary>
    /// <returns>Whether the article still awaits its verdict: it is new, or a run ended before its message was sent.</returns>
    /// <exception cref="PermanentFaultException">No table can hold it.</exception>
    async Task<bool> AddAsync(Article article, CancellationToken cancellationToken)
    {
        AddedArticles added = await AddAsync([article], cancellationToken);
        return added.Refused.Count == 0 ? added.Waiting.Count > 0 : throw added.Refused[0].Fault;
    }

    /// <summary>The article with its text and, when classified, its verdict and event; null when unknown.</summary>
    Task<StoredArticle?> FindAsync(string articleId, CancellationToken cancellationToken) => FindAsync(articleId, day: null, cancellationToken);

    /// <summary>The article with its text and, when classified, its verdict and event; null when unknown.</summary>
    /// <param name="articleId">Its id.</param>
    /// <param name="day">The day under which it is looked for first, as its message names it; null when not known.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken);

    /// <summary>Stores what the detector saw.</summary>
    /// <exception cref="PermanentFaultException">The article is unknown.</exception>
    Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken);

    /// <summary>Stores which event each article reports; null takes an article out of its event.</summary>
    Task SaveEventsAsync(IReadOnlyCollection<KeyValuePair<string, string?>> eventByArticle, CancellationToken cancellationToken);

    /// <summary>The classified articles published in [from, to), by time then id, without their text.</summary>
    IAsyncEnumerable<ArticleFacts> ReadFactsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Those of <see cref="ReadFactsAsync"/> that count in clustering: judged to report an event, or still attributed to one.</summary>
    IAsyncEnumerable<ArticleFacts> ReadReportsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <summary>What became of articles that were to be stored.</summary>
/// <param name="Waiting">Those that await their verdict: they are new, or a run ended before their message was sent. Their time is the one stored.</param>
/// <param name="Refused">Those that no table can hold.</param>
public sealed record AddedArticles(IReadOnlyList<Article> Waiting, IReadOnlyList<RefusedArticle> Refused);

/// <summary>An article that cannot be stored.</summary>
/// <param name="Article">The article.</param>
/// <param name="Fault">Why.</param>
public sealed record RefusedArticle(Article Article, PermanentFaultException Fault);

/// <summary>An article as stored.</summary>
/// <param name="Article">The article with its text.</param>
/// <param name="Facts">What the detector saw; null until classified.</param>
/// <param name="EventId">The event it reports, if any.</param>
public sealed record StoredArticle(Article Article, ArticleFacts? Facts, string? EventId);

/// <summary>Trade events.</summary>
public interface IEventStore
{
    /// <summary>The event, live or superseded; null when unknown.</summary>
    Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Events with time in [from, to), ascending by id; superseded ones only on request.</summary>
    IAsyncEnumerable<TradeEvent> ReadAsync(DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, CancellationToken cancellationToken);

    /// <summary>Writes events and their tags, replacing rows of the same id.</summary>
    Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken);

    /// <summary>Removes tags of events that are not stored: a save that ended between the two left them. Only for whoever holds the clustering lease.</summary>
    /// <param name="from">Earliest time of such an event.</param>
    /// <param name="to">First time after them.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task RemoveStrayTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>Sets <see cref="TradeEvent.OpenUntil"/> alone, leaving what others may be writing to the event.</summary>
    Task SetOpenUntilAsync(string eventId, DateOnly openUntil, CancellationToken cancellationToken);
}

/// <summary>Scores and the paths around events.</summary>
public interface IScoreStore
{
    /// <summary>The score rows of one event.</summary>
    IAsyncEnumerable<ImpactScore> ReadEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an event's scores, their copies by instrument and the paths. A row is skipped when revision, bars and price revision of the stored one are
    /// all at or past those given: a stale scorer never overwrites a fresher row. When all three are equal, the row is written only if it says something else.
    /// </summary>
    /// <returns>Number of score rows written.</returns>
    /// <exception cref="StaleRunException">The stored row is fresher in one of the three and staler in another: score again from what is stored now.</exception>
    Task<int> SaveAsync(IReadOnlyCollection<ImpactScore> scores, IReadOnlyCollection<AbnormalReturn> paths, CancellationToken cancellationToken);

    /// <summary>Deletes everything scored for an event that another took the place of.</summary>
    Task DeleteEventAsync(string eventId, CancellationToken cancellationToken);

    /// <summary>Score rows that match, by event time then key.</summary>
    IAsyncEnumerable<ImpactScore> QueryAsync(ScoreQuery query, CancellationToken cancellationToken);

    /// <summary>The path of one event, of one symbol or of all.</summary>
    IAsyncEnumerable<AbnormalReturn> ReadPathsAsync(string eventId, string? symbol, CancellationToken cancellationToken);
}

/// <summary>Which scores to read; null means any.</summary>
public sealed record ScoreQuery
{
    /// <summary>Only this event.</summary>
    public string? EventId { get; init; }

    /// <summary>Only this instrument.</summary>
    public string? Symbol { get; init; }

    /// <summary>Events at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only this window key.</summary>
    public string? WindowKey { get; init; }

    /// <summary>Only rows written at or after this time.</summary>
    public DateTimeOffset? ModifiedSince { get; init; }
}

/// <summary>Daily prices, packed by year.</summary>
public interface IPriceStore
{
    /// <summary>The bars of a symbol with date in [from, to], both inclusive and both optional; null when nothing is stored for it.</summary>
    Task<PriceHistory?> ReadAsync(string symbol, DateOnly? from, DateOnly? to, CancellationToken cancellationToken);

    /// <summary>Adds new bars and takes over corrections.</summary>
    /// <returns>What changed.</returns>
    Task<PriceChangeSet> MergeAsync(PriceHistory history, CancellationToken cancellationToken);
}

/// <summary>What a merge of prices changed.</summary>
/// <param name="NewBars">Bars added.</param>
/// <param name="FirstChanged">Date of the first new or changed bar; null when nothing changed.</param>
/// <param name="LastBar">Date of the last bar now stored.</param>
/// <param name="HistoryChanged">Whether a past return changed by more than 1e-6.</param>
public readonly record struct PriceChangeSet(int NewBars, DateOnly? FirstChanged, DateOnly? LastBar, bool HistoryChanged);

/// <summary>The watchlist as stored for dashboards, and other small dimension tables.</summary>
public interface IDimensionStore
{
    /// <summary>Writes the instruments and removes those no longer in the list.</summary>
    Task SaveInstrumentsAsync(IReadOnlyCollection<Instrument> instruments, CancellationToken cancellationToken);

    /// <summary>The instruments stored.</summary>
    IAsyncEnumerable<Instrument> ReadInstrumentsAsync(CancellationToken cancellationToken);
}

/// <summary>Where each feed was left.</summary>
public interface ICursorStore
{
    /// <summary>The feed's cursor; null before its first poll.</summary>
    Task<FeedCursor?> FindAsync(string feedKind, string feedId, CancellationToken cancellationToken);

    /// <summary>Writes the cursor.</summary>
    Task SaveAsync(FeedCursor cursor, CancellationToken cancellationToken);

    /// <summary>Every cursor.</summary>
    IAsyncEnumerable<FeedCursor> ReadAllAsync(CancellationToken cancellationToken);
}

/// <summary>Lets one worker at a time re-cluster events.</summary>
public interface IClusterLease
{
    /// <summary>Waits for the lease and holds it, renewed, until disposed.</summary>
    Task<IHeldLease> AcquireAsync(CancellationToken cancellationToken);
}

/// <summary>A lease while it is held; disposing gives it back.</summary>
public interface IHeldLease : IAsyncDisposable
{
    /// <summary>Stops a worker whose lease may have run out, because it or the storage stood still, before it writes what another may have written since.</summary>
    /// <exception cref="IOException">The lease is no longer sure; the work must be done again.</exception>
    void ThrowIfLost();
}
