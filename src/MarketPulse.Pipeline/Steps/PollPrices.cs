using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Telemetry;

namespace MarketPulse.Pipeline.Steps;

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
    private static readonly DateOnly FirstDate = DateOnly.MinValue.AddDays(EventScorer.DaysRead);

    /// <summary>Polls every instrument that is due. A symbol that fails is noted in its cursor and stops no other.</summary>
    public Task<PollSummary> RunAsync(CancellationToken cancellationToken) => RunAsync(feed: null, cancellationToken);

    /// <summary>Polls the instruments of one feed, due or not; null polls all that are due.</summary>
    public async Task<PollSummary> RunAsync(string? feed, CancellationToken cancellationToken)
    {
        using Activity? step = MarketPulseTelemetry.StartStep("poll_prices");
        DateTimeOffset started = clock.GetUtcNow();
        IEnumerable<Task<IReadOnlyList<SymbolPoll>>> byFeed = watchlist.Quoted
            .Select(instrument => (Feed: feeds.FirstOrDefault(candidate => candidate.Serves(instrument)), Instrument: instrument))
            .Where(pair => pair.Feed is not null && (feed is null || pair.Feed.Name == feed))
            .GroupBy(pair => pair.Feed!, pair => pair.Instrument)
            .Select(group => PollFeedAsync(group.Key, [.. group], started, evenEarly: feed is not null, cancellationToken));
        SymbolPoll[] polls = [.. (await Task.WhenAll(byFeed)).SelectMany(list => list)];

        DateOnly? from = polls.Min(poll => poll.RequeueFrom);
        if (from is not null)
        {
            DateOnly? through = polls.Max(poll => poll.LastBar);
            await RequeueAsync(from.Value, through, started, cancellationToken);
        }

        // Only now may the cursors move: a crash before this line repeats the re-queueing, which does no harm.
        await Concurrently.ForEachAsync(
            polls.Select(poll => poll.Cursor).OfType<FeedCursor>(), async (cursor, token) => await cursors.SaveAsync(cursor, token), cancellationToken);
        return new PollSummary([.. polls.Select(poll => poll.Result).Where(result => result.Outcome is not null)]);
    }

    /// <summary>The symbols of one feed, one after the other, those that waited longest first; a feed out of quota, or told to slow down, leaves the rest for later.</summary>
    private async Task<IReadOnlyList<SymbolPoll>> PollFeedAsync(
        IPriceFeed feed, IReadOnlyList<Instrument> instruments, DateTimeOffset now, bool evenEarly, CancellationToken cancellationToken)
    {
        FeedCursor budget = await cursors.FindAsync(CursorKinds.Prices, feed.Name, cancellationToken)
            ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = feed.Name, Outcome = PollOutcome.Empty };
        if (budget.NextPollUtc > now)
        {
            return [];
        }

        var waiting = new List<(Instrument Instrument, string Id, FeedCursor? Cursor)>();
        foreach (Instrument instrument in instruments)
        {
            string id = CursorIds.ForSymbol(feed.Name, instrument.Symbol);
            FeedCursor? cursor = await cursors.FindAsync(CursorKinds.Prices, id, cancellationToken);
            if (evenEarly || cursor?.NextPollUtc is not { } next || next <= now)
            {
                waiting.Add((instrument, id, cursor));
            }
        }

        var polls = new List<SymbolPoll>();
        foreach ((Instrument instrument, string id, FeedCursor? cursor) in waiting.OrderBy(entry => entry.Cursor?.LastPollUtc ?? DateTimeOffset.MinValue))
        {
            if (budget.QuotaUsedOn(now) >= feed.DailyQuota)
            {
                polls.Add(new SymbolPoll(
                    new FeedPoll(feed.Name, PollOutcome.Throttled, 0, [$"{feed.Name}: the {feed.DailyQuota} requests of the day are used; the rest follows tomorrow (UTC)."]), null, null, null));
                break;
            }

            SymbolPoll poll = await PollAsync(feed, instrument, id, cursor, now, cancellationToken);
            polls.Add(poll);
            bool isThrottled = poll.Result.Outcome == PollOutcome.Throttled;
            budget = budget.WithRequests(poll.Requests, now) with
            {
                Outcome = poll.Result.Outcome ?? budget.Outcome,
                Error = poll.Cursor?.Error,
                Failures = poll.Cursor?.Failures ?? 0,
                LastPollUtc = now,
                LastSuccessUtc = poll.Cursor?.Failures == 0 ? now : budget.LastSuccessUtc,
                NextPollUtc = isThrottled ? poll.Cursor?.NextPollUtc : null,
            };
            if (feed.DailyQuota is not null || isThrottled)
            {
                // At once, so that a crash never spends the day's requests twice.
                await cursors.SaveAsync(budget, cancellationToken);
            }

            if (isThrottled)
            {
                break;
            }
        }

        return polls;
    }

    private async Task<SymbolPoll> PollAsync(
        IPriceFeed feed, Instrument instrument, string id, FeedCursor? cursor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            PricePoll poll = await feed.PollAsync(instrument, cursor, cancellationToken);
            MarketPulseTelemetry.FeedPolled(CursorKinds.Prices, feed.Name, poll.Outcome);
            FeedCursor next = poll.Cursor with { FeedKind = CursorKinds.Prices, FeedId = id, RequeueFrom = null };
            if (poll.History is not { Bars.Count: > 0 } history)
            {
                return new SymbolPoll(new FeedPoll(id, poll.Outcome, 0, poll.Errors), next, cursor?.RequeueFrom, null) { Requests = poll.Requests };
            }

            // Noted before the bars are stored, or a crash in between would leave their events unscored.
            DateOnly? pending = cursor?.RequeueFrom;
            FeedCursor noted = (cursor ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = id }) with { RequeueFrom = Earlier(pending, history.Bars[0].Date) };
            await cursors.SaveAsync(noted, cancellationToken);
            cursor = noted;
            PriceChangeSet change = await prices.MergeAsync(history, cancellationToken);
            bool nothingNew = poll.Outcome == PollOutcome.New && change.FirstChanged is null;
            if (change.HistoryChanged && noted.Position is not null)
            {
                // The overlap was restated: what lies before it may be too, so all of it is read again, now.
                next = next with { Position = null, NextPollUtc = null };
            }

            return new SymbolPoll(
                new FeedPoll(id, nothingNew ? PollOutcome.Unchanged : poll.Outcome, change.NewBars, poll.Errors),
                nothingNew ? next with { Outcome = PollOutcome.Unchanged } : next,
                Earlier(pending, change.FirstChanged),
                change.LastBar)
            { Requests = poll.Requests };
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            MarketPulseTelemetry.FeedPolled(CursorKinds.Prices, feed.Name, PollOutcome.Unreachable);
            FeedCursor known = cursor ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = id };
            FeedCursor failed = known.AfterFailure(PollOutcome.Unreachable, e.Message, now);
            return new SymbolPoll(new FeedPoll(id, PollOutcome.Unreachable, 0, [$"{id}: {e.Message}"]), failed, null, null) { Requests = 1 };
        }
    }

    // A window that ends on or after the first changed bar holds it or comes after it, and then its estimation window may hold it.
    private async Task RequeueAsync(DateOnly from, DateOnly? through, DateTimeOffset poll, CancellationToken cancellationToken)
    {
        var messages = new List<OutgoingMessage>();

        // Of older events no bar from that day on is read at all.
        DateTimeOffset oldest = new(from > FirstDate ? from.AddDays(-EventScorer.DaysRead) : from, TimeOnly.MinValue, TimeSpan.Zero);
        await foreach (TradeEvent tradeEvent in events.ReadAsync(oldest, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken))
        {
            if (tradeEvent.OpenUntil is null || tradeEvent.OpenUntil >= from)
            {
                messages.Add(WorkMessage.ForScore(tradeEvent, through, poll, MarketPulseTelemetry.BeginRescore(tradeEvent)));
            }
        }

        await queue.SendAsync(QueueNames.Scores, messages, cancellationToken);
    }

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private sealed record SymbolPoll(FeedPoll Result, FeedCursor? Cursor, DateOnly? RequeueFrom, DateOnly? LastBar)
    {
        public int Requests { get; init; }
    }
}
