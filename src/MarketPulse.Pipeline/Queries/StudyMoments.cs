using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Studies moments that need not be stored events, with the stored prices: the same scores that an event of that time would get, and the
/// tests across the moments.
/// </summary>
/// <param name="dimensions">Store of the instruments.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
/// <param name="clock">Decides which bars have closed.</param>
public sealed class StudyMoments(IDimensionStore dimensions, IPriceStore prices, StudyBasis basis, TimeProvider clock)
{
    /// <summary>Runs the study. Nothing is stored.</summary>
    /// <param name="moments">The moments, at least one.</param>
    /// <param name="symbols">The instruments to study; empty for all that are stored.</param>
    /// <param name="cancellationToken">Stops between reads.</param>
    /// <exception cref="UnknownInstrumentException">A symbol is not stored.</exception>
    public async Task<MomentStudy> RunAsync(
        IReadOnlyCollection<StudyMoment> moments, IReadOnlyCollection<string> symbols, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentNullException.ThrowIfNull(symbols);
        List<Instrument> stored = await dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
        Instrument[] studied = [.. stored.Where(known => symbols.Count == 0 || symbols.Contains(known.Symbol))];
        if (symbols.Except(studied.Select(known => known.Symbol), StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown)
        {
            throw new UnknownInstrumentException(unknown, [.. stored.Select(known => known.Symbol)]);
        }

        var scorer = new EventScorer(basis.Options, clock, basis.Releases);
        TradeEvent[] events = [.. moments.DistinctBy(moment => moment.Id).Select(moment => moment.AsEvent())];
        (DateOnly From, DateOnly To)[] needed = [.. events.Select(scorer.PricesNeeded)];
        string[] benchmarks = [.. studied.Select(known => known.Benchmark).OfType<string>()];
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(
            [.. studied.Union(stored.Where(known => benchmarks.Contains(known.Symbol)))],
            needed.Min(range => range.From),
            needed.Max(range => range.To),
            cancellationToken);
        ImpactScore[] scores = [.. events.SelectMany(found => scorer.Score(found, Neighbours(found), studied, histories).Scores)];
        return new MomentStudy(scores, events.Length < 2 ? [] : Summarize(events, studied, scores, histories, cancellationToken));

        TradeEvent[] Neighbours(TradeEvent of) =>
            [.. events.Where(other => other != of && (other.EventTimeUtc - of.EventTimeUtc).Duration() <= EventScorer.Reach)];
    }

    /// <summary>The tests across the moments, in the windows in which every moment can be scored.</summary>
    private IReadOnlyList<TestSummary> Summarize(
        TradeEvent[] events,
        Instrument[] instruments,
        ImpactScore[] scores,
        IReadOnlyDictionary<string, PriceHistory> histories,
        CancellationToken cancellationToken)
    {
        EventWindow[] windows =
        [
            .. EventWindow.Defaults.Where(window => window.Length > 1 || events.All(found => found.TimeResolution == TimeResolution.Exact)),
        ];
        ILookup<string, ImpactScore> bySymbol = scores.Where(score => score is { Status: not ScoreStatus.NotScored, Day0: not null })
            .DistinctBy(score => (score.Symbol, score.EventId))
            .ToLookup(score => score.Symbol);
        StudySubject[] subjects =
        [
            .. instruments
                .Select(known => (known.Symbol, InstrumentReturns.Join(known, basis.Options, histories.GetValueOrDefault).Returns))
                .Where(joined => joined.Returns is { Count: > 0 })
                .Select(joined => Subject(joined.Returns!, bySymbol[joined.Symbol])),
        ];
        return new StudyBatch(basis.Options, windows).SummariesBySymbol(subjects, cancellationToken: cancellationToken);
    }

    private static StudySubject Subject(JoinedReturns returns, IEnumerable<ImpactScore> scores) => new(
        returns,
        PriceBasis: "",
        [.. returns.Dates.ToArray().Select(date => date.DayNumber)],
        [
            .. scores.Select(score => new LocatedEvent(
                new StudyEvent(score.EventId, score.Day0, Time: null), returns.IndexOnOrAfter(score.Day0!.Value), score.EventId)),
        ]);
}
