using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Feeds.Prices;

/// <summary>The bars that are requested from a source.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Symbol">Its symbol at the source.</param>
/// <param name="From">First date.</param>
/// <param name="To">Last date.</param>
/// <param name="Cursor">The symbol's cursor; null when it was never polled.</param>
internal sealed record PriceQuestion(Instrument Instrument, string Symbol, DateOnly From, DateOnly To, FeedCursor? Cursor);

/// <summary>What was read from a source.</summary>
/// <param name="Bars">The bars, in any order.</param>
internal sealed record PriceRead(IReadOnlyList<PriceBar> Bars)
{
    /// <summary>Bars that were refused, one sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Whether the source reports that nothing has changed.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Version of the source, such as an ETag, with which the next poll detects changes; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>Whether a split or dividend has restated the series, so that all of it must be read.</summary>
    public bool IsRestated { get; init; }
}

/// <summary>
/// Base class of price feeds. It implements what to request, schedule, checks and outcome; derived classes implement how a source is read.
/// </summary>
internal abstract class PriceFeed(PriceFeedOptions options, FeedContext context) : IPriceFeed
{
    private static readonly TimeSpan LongestWaitForMissingBar = TimeSpan.FromDays(30);

    private int _requests;

    public string Name => options.Name;

    public int? DailyQuota => options.DailyQuota;

    protected PriceFeedOptions Options => options;

    protected FeedContext Context => context;

    /// <summary>Code of the price source, which determines the venue whose close applies.</summary>
    private string Source => options.Kind;

    public bool Serves(Instrument instrument) => SymbolOf(instrument) is { Length: > 0 };

    /// <summary>The instrument's symbol at the source, by default its alias; null when the source does not serve it.</summary>
    protected virtual string? SymbolOf(Instrument instrument) => instrument.Aliases.GetValueOrDefault(options.Kind);

    /// <summary>Whether every read returns the whole series, whatever dates are requested.</summary>
    protected virtual bool ReadsWhole => false;

    /// <summary>Reads the requested bars.</summary>
    /// <exception cref="FeedFaultException">The source could not be read.</exception>
    protected abstract Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken);

    public async Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = context.Clock.GetUtcNow();
        string id = CursorIds.ForSymbol(Name, instrument.Symbol);
        Interlocked.Exchange(ref _requests, 0);
        try
        {
            PriceQuestion question = Question(instrument, cursor, now);
            PriceRead read = await ReadAsync(question, cancellationToken);
            if (read.IsRestated && question.From > options.HistoryFrom)
            {
                question = question with { From = options.HistoryFrom };
                read = await ReadAsync(question, cancellationToken);
            }

            return Succeeded(question, read, now) with { Requests = _requests };
        }
        catch (FeedFaultException fault)
        {
            FeedCursor after = Known(cursor, id).AfterFailure(fault.Outcome, fault.Message, now, fault.RetryAfter);
            return new PricePoll(fault.Outcome, null, after, [$"{id}: {fault.Message}"]) { Requests = _requests };
        }
    }

    /// <summary>Sends a request and counts it against the quota.</summary>
    protected Task<FeedAnswer> GetAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return context.Http.GetAsync(request with { Spacing = options.Spacing, Secret = context.Key }, cancellationToken);
    }

    /// <summary>Whether the instrument can be requested under its own symbol from a source of American securities.</summary>
    protected static bool IsAmericanSecurity(Instrument instrument) =>
        instrument is { Venue: "XNYS" or "XNAS", Currency: "USD", AssetClass: "equity" or "equity_index" or "bond" or "commodity" };

    private static FeedCursor Known(FeedCursor? cursor, string id) =>
        cursor ?? new FeedCursor { FeedKind = CursorKinds.Prices, FeedId = id };

    private PriceQuestion Question(Instrument instrument, FeedCursor? cursor, DateTimeOffset now)
    {
        DateOnly from = IsoDate.TryParse(cursor?.Position, out DateOnly last) ? last.AddDays(-options.OverlapDays) : options.HistoryFrom;
        from = ReadsWhole ? DateOnly.MinValue : from < options.HistoryFrom ? options.HistoryFrom : from;
        return new PriceQuestion(instrument, SymbolOf(instrument)!, from, DateOnly.FromDateTime(now.UtcDateTime), cursor);
    }

    private PricePoll Succeeded(PriceQuestion question, PriceRead read, DateTimeOffset now)
    {
        (Instrument instrument, FeedCursor? cursor) = (question.Instrument, question.Cursor);
        string id = CursorIds.ForSymbol(Name, instrument.Symbol);
        Venue venue = VenueCatalog.For(instrument, Source);
        IEnumerable<PriceBar> complete = read.Bars.Where(bar => bar.Date >= question.From && venue.Close(bar.Date) + options.Settle <= now);
        var errors = new List<string>(read.Errors);
        List<PriceBar> bars = BarChecks.KeepValid(complete, instrument.Change, errors);
        PollOutcome outcome = bars.Count > 0 ? PollOutcome.New : read.IsUnchanged ? PollOutcome.Unchanged : PollOutcome.Empty;
        FeedCursor after = Known(cursor, id).AfterSuccess(outcome, now, FeedSchedule.Next(id, now, options.Interval)) with
        {
            ETag = read.Version ?? (read.IsUnchanged ? cursor?.ETag : null),
            Position = bars.Count == 0 ? cursor?.Position : Position(bars, venue, now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        PriceHistory? history = bars.Count == 0 ? null : new PriceHistory { Symbol = instrument.Symbol, Bars = bars, Source = Source };
        return new PricePoll(outcome, history, after, [.. errors.Select(error => $"{id}: {error}")]);
    }

    /// <summary>
    /// The date from which the next poll continues: that of the last bar, or, for a month, the day before the first session without a bar,
    /// which may arrive late.
    /// </summary>
    private static DateOnly Position(List<PriceBar> bars, Venue venue, DateTimeOffset now)
    {
        HashSet<DateOnly> dates = [.. bars.Select(bar => bar.Date)];
        DateOnly oldest = DateOnly.FromDateTime((now - LongestWaitForMissingBar).UtcDateTime);
        DateOnly start = bars[0].Date > oldest ? bars[0].Date : oldest;
        DateOnly missing = venue.SessionsAfter(start).TakeWhile(date => date < bars[^1].Date).FirstOrDefault(date => !dates.Contains(date));
        return missing == default ? bars[^1].Date : missing.AddDays(-1);
    }
}
