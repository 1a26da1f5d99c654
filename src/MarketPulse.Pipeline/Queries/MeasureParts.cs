using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Measures the parts of the profiles of some instruments from their own scores, their own and their benchmarks' bars, and the events that
/// those scores name, without storing them.
/// </summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="watchlist">The instruments, with their benchmarks.</param>
/// <param name="basis">Model, estimation window and scheduled releases.</param>
/// <param name="clock">Current time, at which the 12 months of the calibration end.</param>
public sealed class MeasureParts(
    IEventStore events, IScoreStore scores, IPriceStore prices, Watchlist watchlist, StudyBasis basis, TimeProvider clock)
{
    private readonly ProfileInputs _inputs = new(watchlist, basis);
    private readonly QuietScores _quiet = new(events, prices, watchlist, basis.Options);

    /// <summary>
    /// Measures instruments. Those whose inputs are still those of the stored part are not measured again; their part comes back without
    /// profiles.
    /// </summary>
    /// <param name="instruments">The instruments.</param>
    /// <param name="stored">Stored parts by symbol.</param>
    /// <param name="run">Id of the run.</param>
    /// <param name="cancellationToken">Stops between instruments.</param>
    /// <returns>The parts in the order of the instruments, each as the successor of the stored one.</returns>
    public async Task<IReadOnlyList<ProfilePart>> RunAsync(
        IReadOnlyList<Instrument> instruments,
        IReadOnlyDictionary<string, ProfilePart> stored,
        string run,
        CancellationToken cancellationToken)
    {
        List<ImpactScore>[] scored = await Concurrently.ReadAsync(
            instruments,
            async (instrument, token) => await scores.QueryAsync(new ScoreQuery { Symbol = instrument.Symbol }, token).ToListAsync(token),
            cancellationToken);
        IReadOnlyDictionary<string, TradeEvent> named = await ReadEventsAsync(scored, cancellationToken);
        IReadOnlyDictionary<string, PriceHistory> histories = await prices.ReadAsync(
            instruments.SelectMany(_inputs.Series).DistinctBy(instrument => instrument.Symbol, StringComparer.Ordinal),
            from: null,
            to: null,
            cancellationToken);
        ProfilePart[] parts =
        [
            .. instruments.Zip(scored, (instrument, own) => new ProfilePart
            {
                Symbol = instrument.Symbol,
                Definition = _inputs.Definition(instrument),
                Inputs = _inputs.Fingerprint(instrument, histories, own, InstrumentProfiles.Named(own, named)),
                Run = run,
                Version = stored.GetValueOrDefault(instrument.Symbol)?.Version,
            }),
        ];
        int[] changed =
        [
            .. Enumerable.Range(0, parts.Length).Where(i => parts[i].Inputs != stored.GetValueOrDefault(parts[i].Symbol)?.Inputs),
        ];
        DateTimeOffset now = clock.GetUtcNow();
        ILookup<string, Calibration> calibrations =
            (await _quiet.MeasureYearAsync(changed.Select(i => instruments[i]), now, cancellationToken))
            .ToLookup(row => row.Symbol, StringComparer.Ordinal);
        var profiles = new InstrumentProfiles(histories, basis);
        foreach (int i in changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            parts[i] = parts[i] with
            {
                Profiles = profiles.Measure(instruments[i], scored[i], named, includeDateOnly: false),
                Calibrations = [.. calibrations[parts[i].Symbol]],
                Reactions = profiles.MeasureReactions(instruments[i], scored[i], named),
                Renamed = profiles.Renamed(instruments[i], scored[i]),
            };
        }

        return parts;
    }

    /// <summary>The live events between the first and the last that the scores name.</summary>
    private async Task<IReadOnlyDictionary<string, TradeEvent>> ReadEventsAsync(
        IReadOnlyCollection<List<ImpactScore>> scored, CancellationToken cancellationToken)
    {
        DateTimeOffset[] times = [.. scored.SelectMany(own => own).Select(score => score.EventTimeUtc)];
        return times.Length == 0
            ? new Dictionary<string, TradeEvent>(StringComparer.Ordinal)
            : await events.ReadAsync(times.Min(), times.Max().AddTicks(1), includeSuperseded: false, cancellationToken)
                .ToDictionaryAsync(found => found.EventId, StringComparer.Ordinal, cancellationToken);
    }
}
