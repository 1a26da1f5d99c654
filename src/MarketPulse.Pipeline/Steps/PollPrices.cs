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

/// <summary>Reads new bars of every instrument and queues for rescoring the events whose event or estimation windows they affect.</summary>
/// <param name="feeds">The configured price feeds, in order of preference.</param>
/// <param name="watchlist">The instruments to poll, including benchmarks.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="requeue">Queues the affected events.</param>
/// <param name="cursors">Store of the position of each feed and symbol.</param>
/// <param name="clock">Current time, which decides what is due.</param>
public sealed class PollPrices(
    IEnumerable<IPriceFeed> feeds,
    Watchlist watchlist,
    IPriceStore prices,
    RequeueEvents requeue,
    ICursorStore cursors,
    TimeProvider clock)
{
    /// <summary>
    /// Symbols of one feed that are polled side by side. A feed with a daily quota is asked for one at a time, so that every request is
    /// counted before the next. How many requests a host receives at once is limited by the feeds themselves.
    /// </summary>
    private const int AtOnce = 4;

    /// <summary>
    /// Polls every instrument that is due. A failure is recorded in the cursor of the symbol and does not affect the others.
    /// </summary>
    public Task<PollSummary> RunAsync(CancellationToken cancellationToken) => RunAsync(feed: null, cancellationToken);

    /// <summary>Polls the instruments of one feed, whether due or not, or all instruments that are due.</summary>
    /// <param name="feed">Configured name of the feed; null for all that are due.</param>
    /// <param name="cancellationToken">Stops the polls.</param>
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
            await requeue.RunAsync(from.Value, through, started, cancellationToken);
        }

        // The cursors move last: after a crash before this line, the events are queued again, which is harmless.
        await Concurrently.ForEachAsync(
            polls.Select(poll => poll.Cursor).OfType<FeedCursor>(),
            async (cursor, token) => await cursors.SaveAsync(cursor, token),
            cancellationToken);
        return new PollSummary([.. polls.Select(poll => poll.Result).Where(result => result.Outcome is not null)]);
    }

    /// <summary>
    /// Polls the symbols of one feed, longest-waiting first, a few side by side. When the quota is used up or the source asks to slow down,
    /// the remaining symbols wait for a later poll.
    /// </summary>
    private async Task<IReadOnlyList<SymbolPoll>> PollFeedAsync(
        IPriceFeed feed, IReadOnlyList<Instrument> instruments, DateTimeOffset now, bool evenEarly, CancellationToken cancellationToken)
    {
        FeedCursor budget = await cursors.FindAsync(CursorKinds.Prices, feed.Name, cancellationToken)
            ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = feed.Name, Outcome = PollOutcome.Empty };
        if (budget.NextPollUtc > now)
        {
            return [];
        }

        SymbolCursor[] known = await Concurrently.ReadAsync(instruments, FindCursorAsync, cancellationToken);
        var polls = new List<SymbolPoll>();
        SymbolCursor[] waiting =
        [
            .. known.Where(symbol => evenEarly || symbol.Cursor?.NextPollUtc is not { } next || next <= now)
                .OrderBy(symbol => symbol.Cursor?.LastPollUtc ?? DateTimeOffset.MinValue),
        ];

        // The first is polled alone: if the source asks to slow down, it has received no other request.
        foreach (SymbolCursor[] batch in waiting.Take(1).Chunk(1)
            .Concat(waiting.Skip(1).Chunk(feed.DailyQuota is null ? AtOnce : 1)))
        {
            if (budget.QuotaUsedOn(now) >= feed.DailyQuota)
            {
                string error = $"{feed.Name}: the daily quota of {feed.DailyQuota} requests is used up; "
                    + "the remaining symbols follow tomorrow (UTC).";
                polls.Add(new SymbolPoll(new FeedPoll(feed.Name, PollOutcome.Throttled, 0, [error]), null, null, null));
                break;
            }

            SymbolPoll[] answers = await Task.WhenAll(
                batch.Select(symbol => PollAsync(feed, symbol, now, cancellationToken)));
            polls.AddRange(answers);

            // Throttled last, because its outcome is that of the whole feed.
            budget = answers.OrderBy(IsThrottled).Aggregate(budget, (before, poll) => AfterPoll(before, poll, now));
            bool isThrottled = answers.Any(IsThrottled);
            if (feed.DailyQuota is not null || isThrottled)
            {
                // Saved immediately, so that requests made before a crash still count against the quota.
                await cursors.SaveAsync(budget, cancellationToken);
            }

            if (isThrottled)
            {
                break;
            }
        }

        return polls;

        async ValueTask<SymbolCursor> FindCursorAsync(Instrument instrument, CancellationToken token)
        {
            string id = CursorIds.ForSymbol(feed.Name, instrument.Symbol);
            return new SymbolCursor(instrument, id, await cursors.FindAsync(CursorKinds.Prices, id, token));
        }
    }

    private static FeedCursor AfterPoll(FeedCursor budget, SymbolPoll poll, DateTimeOffset now) =>
        budget.WithRequests(poll.Requests, now) with
        {
            Outcome = poll.Result.Outcome ?? budget.Outcome,
            Error = poll.Cursor?.Error,
            Failures = poll.Cursor?.Failures ?? 0,
            LastPollUtc = now,
            LastSuccessUtc = poll.Cursor?.Failures == 0 ? now : budget.LastSuccessUtc,
            NextPollUtc = IsThrottled(poll) ? poll.Cursor?.NextPollUtc : null,
        };

    private static bool IsThrottled(SymbolPoll poll) => poll.Result.Outcome == PollOutcome.Throttled;

    private async Task<SymbolPoll> PollAsync(
        IPriceFeed feed, SymbolCursor symbol, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (Instrument instrument, string id, FeedCursor? cursor) = symbol;
        try
        {
            PricePoll poll = await feed.PollAsync(instrument, cursor, cancellationToken);
            MarketPulseTelemetry.FeedPolled(CursorKinds.Prices, feed.Name, poll.Outcome);
            FeedCursor next = poll.Cursor with { FeedKind = CursorKinds.Prices, FeedId = id, RequeueFrom = null };
            if (poll.History is not { Bars.Count: > 0 } history)
            {
                return new SymbolPoll(new FeedPoll(id, poll.Outcome, 0, poll.Errors), next, cursor?.RequeueFrom, null)
                {
                    Requests = poll.Requests,
                };
            }

            // Recorded before the bars are stored; otherwise a crash in between would leave their events unscored.
            DateOnly? pending = cursor?.RequeueFrom;
            FeedCursor noted = (cursor ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = id }) with
            {
                RequeueFrom = Earlier(pending, history.Bars[0].Date),
            };
            await cursors.SaveAsync(noted, cancellationToken);
            cursor = noted;
            PriceChangeSet change = await prices.MergeAsync(history, cancellationToken);
            bool nothingNew = poll.Outcome == PollOutcome.New && change.FirstChanged is null;
            if (change.HistoryChanged && noted.Position is not null)
            {
                // The overlap was restated, so earlier bars may have been too: the whole history is due to be read again immediately.
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
            return new SymbolPoll(new FeedPoll(id, PollOutcome.Unreachable, 0, [$"{id}: {e.Message}"]), failed, null, null)
            {
                Requests = 1,
            };
        }
    }

    private static DateOnly? Earlier(DateOnly? a, DateOnly? b) => a is null || b < a ? b ?? a : a;

    private sealed record SymbolCursor(Instrument Instrument, string Id, FeedCursor? Cursor);

    private sealed record SymbolPoll(FeedPoll Result, FeedCursor? Cursor, DateOnly? RequeueFrom, DateOnly? LastBar)
    {
        public int Requests { get; init; }
    }
}
