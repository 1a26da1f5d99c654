using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Finds out how fresh the facts are, and from when their history is known.</summary>
/// <param name="events">Counts the events.</param>
/// <param name="articles">Finds the latest article.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="log">History of the events.</param>
/// <param name="lexicon">Knows which articles stand under the current lexicon.</param>
/// <param name="clock">Current time, from which the search goes back.</param>
public sealed class DataFreshness(
    OpenEvents events, LatestArticle articles, IPriceStore prices, IEventLog log, LexiconStatus lexicon, TimeProvider clock)
{
    // The latest one is usually recent. Only if no recent one is found is the whole history of an instrument read.
    private static readonly TimeSpan[] Lookbacks = [TimeSpan.FromDays(14), TimeSpan.FromDays(400)];

    /// <summary>Finds which articles stand under the current lexicon.</summary>
    public Task<LexiconUse> FindLexiconAsync(CancellationToken cancellationToken) => lexicon.FindAsync(cancellationToken);

    /// <summary>Starts the history if it has not started, and returns the moment from which it is complete.</summary>
    public Task<DateTimeOffset> StartLogAsync(CancellationToken cancellationToken) => log.StartAsync(cancellationToken);

    /// <summary>Finds the date of the first live event, and the number of live events whose windows are still open.</summary>
    /// <param name="lastBar">Date of the latest bar; null when there is none.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public Task<(DateOnly? First, int Open)> FindEventsAsync(DateOnly? lastBar, CancellationToken cancellationToken) =>
        events.CountAsync(lastBar, cancellationToken);

    /// <summary>Finds the date of the latest bar of any of the instruments; null when none has bars.</summary>
    public async Task<DateOnly?> FindLastBarAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        foreach (DateOnly? from in Lookbacks.Select(back => (DateOnly?)today.AddDays(-back.Days)).Append(null))
        {
            DateOnly? last = null;
            foreach (Instrument instrument in instruments.Where(instrument => instrument.Members.Count == 0))
            {
                PriceHistory? history = await prices.ReadAsync(instrument.Symbol, from, to: null, cancellationToken);
                DateOnly? bar = history is { Bars.Count: > 0 } ? history.Bars[^1].Date : null;
                last = bar > last || last is null ? bar ?? last : last;
            }

            if (last is not null)
            {
                return last;
            }
        }

        return null;
    }

    /// <summary>Finds the time of the latest classified article up to a day from now; null when there is none.</summary>
    public Task<DateTimeOffset?> FindLastArticleAsync(CancellationToken cancellationToken) => articles.FindAsync(cancellationToken);
}
