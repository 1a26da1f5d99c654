using System.Globalization;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Feeds.Prices;

/// <summary>What is asked of a source.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Symbol">Its name at the source.</param>
/// <param name="From">First date.</param>
/// <param name="To">Last date.</param>
/// <param name="Cursor">Where the symbol was left.</param>
internal sealed record PriceQuestion(Instrument Instrument, string Symbol, DateOnly From, DateOnly To, FeedCursor? Cursor);

/// <summary>What a source read.</summary>
/// <param name="Bars">The bars, any order.</param>
internal sealed record PriceRead(IReadOnlyList<PriceBar> Bars)
{
    /// <summary>Sentences about bars refused.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Whether the source says that nothing has changed.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>What to send next time as If-None-Match, or any other version of the whole; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>Whether a split or dividend restated the series, so that all of it must be read.</summary>
    public bool IsRestated { get; init; }
}

/// <summary>A price feed: what to ask for, schedule, checks and outcome are alike for all; a source adds how it is read.</summary>
internal abstract class PriceFeed(PriceFeedOptions options, FeedContext context) : IPriceFeed
{
    private static readonly TimeSpan LongestGapKeptOpen = TimeSpan.FromDays(30);

    private int _requests;

    public string Name => options.Name;

    public int? DailyQuota => options.DailyQuota;

    protected PriceFeedOptions Options => options;

    protected FeedContext Context => context;

    /// <summary>Price source that decides whose close counts.</summary>
    private string Source => options.Kind;

    public bool Serves(Instrument instrument) => SymbolOf(instrument) is { Length: > 0 };

    /// <summary>The instrument's name at the source: its alias; null when the source has none.</summary>
    protected virtual string? SymbolOf(Instrument instrument) => instrument.Aliases.GetValueOrDefault(options.Kind);

    /// <summary>Whether every reading brings the whole series, from whatever date.</summary>
    protected virtual bool ReadsWhole => false;

    /// <summary>Reads the bars asked for.</summary>
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

            return Answered(instrument, cursor, now, question, read) with { Requests = _requests };
        }
        catch (FeedFaultException fault)
        {
            FeedCursor after = FeedCursor.AfterFailure(cursor, CursorKinds.Prices, id, fault.Message, now, fault.Outcome, fault.RetryAfter);
            return new PricePoll(fault.Outcome, null, after, [$"{id}: {fault.Message}"]) { Requests = _requests };
        }
    }

    /// <summary>Fetches an address and counts it against the quota.</summary>
    protected Task<FeedAnswer> GetAsync(FeedRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        return context.Http.GetAsync(request with { Spacing = options.Spacing, Secret = context.Key }, cancellationToken);
    }

    /// <summary>Whether a source of American securities may be asked for the instrument under its own symbol.</summary>
    protected static bool IsAmericanSecurity(Instrument instrument) =>
        instrument.Venue is "XNYS" or "XNAS" && instrument.Currency == "USD" && instrument.AssetClass is "equity" or "equity_index" or "bond" or "commodity";

    private PriceQuestion Question(Instrument instrument, FeedCursor? cursor, DateTimeOffset now)
    {
        DateOnly from = IsoDate.TryParse(cursor?.Position, out DateOnly last) ? last.AddDays(-options.OverlapDays) : options.HistoryFrom;
        from = ReadsWhole ? DateOnly.MinValue : from < options.HistoryFrom ? options.HistoryFrom : from;
        return new PriceQuestion(instrument, SymbolOf(instrument)!, from, DateOnly.FromDateTime(now.UtcDateTime), cursor);
    }

    private PricePoll Answered(Instrument instrument, FeedCursor? cursor, DateTimeOffset now, PriceQuestion question, PriceRead read)
    {
        string id = CursorIds.ForSymbol(Name, instrument.Symbol);
        Venue venue = VenueCatalog.For(instrument, Source);
        var errors = new List<string>(read.Errors);
        List<PriceBar> bars = BarChecks.Keep(
            read.Bars.Where(bar => bar.Date >= question.From && venue.Close(bar.Date) + options.Settle <= now), instrument.Change, errors);
        PollOutcome outcome = bars.Count > 0 ? PollOutcome.New : read.IsUnchanged ? PollOutcome.Unchanged : PollOutcome.Empty;
        FeedCursor after = FeedCursor.AfterSuccess(
            cursor, CursorKinds.Prices, id, outcome, now, FeedSchedule.Next(id, now, options.Interval)) with
        {
            ETag = read.Version ?? (read.IsUnchanged ? cursor?.ETag : null),
            Position = bars.Count == 0 ? cursor?.Position : Position(bars, venue, now).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        PriceHistory? history = bars.Count == 0 ? null : new PriceHistory { Symbol = instrument.Symbol, Bars = bars, Source = Source };
        return new PricePoll(outcome, history, after, [.. errors.Select(error => $"{id}: {error}")]);
    }

    /// <summary>The date to go on from: the last bar, or for a month the day before a session that has no bar, as it may come late.</summary>
    private static DateOnly Position(List<PriceBar> bars, Venue venue, DateTimeOffset now)
    {
        HashSet<DateOnly> dates = [.. bars.Select(bar => bar.Date)];
        DateOnly oldest = DateOnly.FromDateTime((now - LongestGapKeptOpen).UtcDateTime);
        DateOnly start = bars[0].Date > oldest ? bars[0].Date : oldest;
        DateOnly missing = venue.SessionsAfter(start).TakeWhile(date => date < bars[^1].Date).FirstOrDefault(date => !dates.Contains(date));
        return missing == default ? bars[^1].Date : missing.AddDays(-1);
    }
}
