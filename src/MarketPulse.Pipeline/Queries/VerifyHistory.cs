using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>Replays what is stored in order of publication, with what was known at each moment, and says how far scores, scenarios and analogues can be relied on.</summary>
/// <param name="events">The events.</param>
/// <param name="scores">Their scores.</param>
/// <param name="prices">The bars.</param>
/// <param name="instruments">The watchlist as stored.</param>
/// <param name="options">Model and estimation window.</param>
public sealed class VerifyHistory(
    IEventStore events, IScoreStore scores, IPriceStore prices, IDimensionStore instruments, StudyOptions options)
{
    /// <summary>Replays the events of a period; what was known before it counts as known.</summary>
    /// <param name="from">First UTC day of the events replayed; null for the first event's.</param>
    /// <param name="to">Last UTC day of the events replayed; null for the last event's.</param>
    /// <param name="includeDateOnly">Whether scenarios count events of which only the date is known.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="cancellationToken">Stops between events.</param>
    /// <returns>Null when there are no events in the period.</returns>
    public async Task<VerificationResult?> RunAsync(
        DateOnly? from, DateOnly? to, bool includeDateOnly, Action<string> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var watchlist = new Watchlist(await instruments.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken));
        var replay = new HistoryReplay(
            watchlist.Instruments,
            await prices.ReadAsync(watchlist.Instruments, from: null, to: null, cancellationToken),
            await events.ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken).ToListAsync(cancellationToken),
            await scores.QueryAsync(new ScoreQuery(), cancellationToken).ToListAsync(cancellationToken),
            options,
            includeDateOnly);
        TradeEvent[] chosen = [.. replay.Events.Where(found => Day(found) is var day && (from is null || day >= from) && (to is null || day <= to))];
        if (chosen.Length == 0)
        {
            return null;
        }

        var outcomes = new List<ScenarioOutcome>();
        var comparisons = new List<AnalogueOutcomeScore>();
        for (int i = 0; i < chosen.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report($"Replaying event {i + 1} of {chosen.Length}");
            outcomes.AddRange(replay.Scenarios(chosen[i]));
            comparisons.AddRange(replay.Analogues(chosen[i]));
        }

        report("Scoring quiet days");
        var quiet = new QuietScores(events, prices, watchlist, options);
        (DateOnly first, DateOnly last) = (from ?? Day(chosen[0]), to ?? Day(chosen[^1]));
        return new VerificationResult(
            first,
            last,
            chosen.Length,
            ScoreCalibration.Pool(await quiet.MeasureAsync(symbol: null, Midnight(first), Midnight(last.AddDays(1)), cancellationToken)),
            [.. EventWindow.Defaults.Select(window => ScenarioCoverage.Summarize(window.Key, outcomes.Where(outcome => outcome.Effect.WindowKey == window.Key)))],
            [.. EventWindow.Defaults.Select(window => AnalogueSkill.Summarize(window, comparisons.Where(score => score.WindowKey == window.Key)))]);
    }

    private static DateOnly Day(TradeEvent found) => DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime);

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
