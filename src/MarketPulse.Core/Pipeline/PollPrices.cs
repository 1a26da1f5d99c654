using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Pipeline;

/// <summary>Reads new bars of every instrument and re-queues the events whose windows, or whose estimation, they touch.</summary>
/// <param name="feeds">The price feeds, the preferred one first.</param>
/// <param name="watchlist">The instruments; benchmarks among them.</param>
/// <param name="prices">Where bars are stored.</param>
/// <param name="events">The events that may be open.</param>
/// <param name="cursors">Where each symbol was left.</param>
/// <param name="queue">Takes the events' ids.</param>
/// <param name="clock">Decides what is due and stamps the poll.</param>
public sealed class PollPrices(
    IEnumerable<IPriceFeed> feeds,
    Watchlist watchlist,
    IPriceStore prices,
    IEventStore events,
    ICursorStore cursors,
    IWorkQueue queue,
    TimeProvider clock)
{
    /// <summary>Name of the cursors' partition.</summary>
    public const string FeedKind = "prices";

    /// <summary>Polls every instrument. A symbol that fails is noted in its cursor and stops no other.</summary>
    public async Task<PollSummary> RunAsync(CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("poll_prices");
        DateTimeOffset started = clock.GetUtcNow();
        var polls = new List<SymbolPoll>();
        foreach (Instrument instrument in watchlist.Instruments)
        {
            IPriceFeed? feed = feeds.FirstOrDefault(candidate => candidate.Serves(instrument));
            if (feed is not null)
            {
                polls.Add(await PollAsync(feed, instrument, started, cancellationToken));
            }
        }

        DateOnly? from = polls.Min(poll => poll.RequeueFrom);
        if (from is not null)
        {
            DateOnly? through = polls.Max(poll => poll.LastBar);
            await RequeueAsync(from.Value, through, started, cancellationToken);
        }

        // Only now may the cursors move: a crash before this line repeats the re-queueing, which does no harm.
        foreach (SymbolPoll poll in polls)
        {
            if (poll.Cursor is not null)
            {
                await cursors.SaveAsync(poll.Cursor, cancellationToken);
            }
        }

        return new PollSummary([.. polls.Select(poll => poll.Result).Where(result => result.Outcome is not null)]);
    }

    private async Task<SymbolPoll> PollAsync(IPriceFeed feed, Instrument instrument, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string id = string.Create(CultureInfo.InvariantCulture, $"{feed.Name}|{instrument.Symbol}");
        FeedCursor? cursor = await cursors.FindAsync(FeedKind, id, cancellationToken);
        if (cursor?.NextPollUtc > now)
        {
            return new SymbolPoll(FeedPoll.NotDue(id), null, null, null);
        }

        try
        {
            PricePoll poll = await feed.PollAsync(instrument, cursor, cancellationToken);
            MarketPulseTelemetry.FeedPolled(FeedKind, feed.Name, poll.Outcome);
            FeedCursor next = poll.Cursor with { FeedKind = FeedKind, FeedId = id, RequeueFrom = null };
            if (poll.History is not { Bars.Count: > 0 } history)
            {
                return new SymbolPoll(new FeedPoll(id, poll.Outcome, 0, poll.Errors), next, cursor?.RequeueFrom, null);
            }

            // Noted before the bars are stored, or a crash in between would leave their events unscored.
            DateOnly? pending = cursor?.RequeueFrom;
            cursor = (cursor ?? new FeedCursor { FeedKind = FeedKind, FeedId = id }) with { RequeueFrom = Earlier(pending, history.Bars[0].Date) };
            await cursors.SaveAsync(cursor, cancellationToken);
            PriceChangeSet change = await prices.MergeAsync(history, cancellationToken);
            return new SymbolPoll(
                new FeedPoll(id, poll.Outcome, change.NewBars, poll.Errors), next, Earlier(pending, change.FirstChanged), change.LastBar);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            MarketPulseTelemetry.FeedPolled(FeedKind, feed.Name, PollOutcome.Unreachable);
            FeedCursor failed = FeedCursor.AfterFailure(cursor, FeedKind, id, e.Message, now);
            return new SymbolPoll(new FeedPoll(id, PollOutcome.Unreachable, 0, [$"{id}: {e.Message}"]), failed, null, null);
        }
    }

    // A window that ends on or after the first changed bar holds it or comes after it, and then its estimation window may hold it.
    private async Task RequeueAsync(DateOnly from, DateOnly? through, DateTimeOffset poll, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>();
        await foreach (TradeEvent tradeEvent in events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            if (tradeEvent.OpenUntil is null || tradeEvent.OpenUntil >= from)
            {
                messages.Add(WorkMessage.ForScore(tradeEvent, through, poll, MarketPulseTelemetry.BeginRescore(tradeEvent)));
            }
        }

        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private sealed record SymbolPoll(FeedPoll Result, FeedCursor? Cursor, DateOnly? RequeueFrom, DateOnly? LastBar);
}
