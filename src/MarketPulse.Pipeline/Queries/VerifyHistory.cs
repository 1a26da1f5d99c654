using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Queries;

/// <summary>
/// Replays the stored events in order of publication, with what was known at each moment, to find out how far scores, scenarios and
/// analogues can be relied on.
/// </summary>
/// <param name="events">Store of the events.</param>
/// <param name="scores">Store of the scores.</param>
/// <param name="prices">Store of the bars.</param>
/// <param name="instruments">Store of the watchlist's instruments.</param>
/// <param name="replayed">Keeps what a replay of all events ends with, for the forecasts that follow and for the track record.</param>
/// <param name="options">Model and estimation window.</param>
public sealed class VerifyHistory(
    IEventStore events,
    IScoreStore scores,
    IPriceStore prices,
    IDimensionStore instruments,
    ReplayedForecasts replayed,
    StudyOptions options)
{
    /// <summary>
    /// Replays the events of a period, using what was known before it. If these are all events, scenarios use the adaptive intervals that
    /// the replay ends with from then on, and the track record shows how the replayed forecasts did.
    /// </summary>
    /// <param name="from">First UTC day of the events to replay; null for that of the first event.</param>
    /// <param name="to">Last UTC day of the events to replay; null for that of the last event.</param>
    /// <param name="includeDateOnly">Whether scenarios use events of which only the date is known.</param>
    /// <param name="report">Receives the progress as a sentence.</param>
    /// <param name="cancellationToken">Stops between events.</param>
    /// <returns>Null when there are no events in the period.</returns>
    public async Task<VerificationResult?> RunAsync(
        DateOnly? from, DateOnly? to, bool includeDateOnly, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        var watchlist = new Watchlist(await instruments.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken));
        List<TradeEvent> all = await events
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
            .ToListAsync(cancellationToken);
        var replay = new HistoryReplay(
            watchlist.Instruments,
            await prices.ReadAsync(watchlist.Instruments, from: null, to: null, cancellationToken),
            all,
            await scores.QueryAsync(new ScoreQuery(), cancellationToken).ToListAsync(cancellationToken),
            options,
            includeDateOnly);
        TradeEvent[] chosen = [.. replay.Events.Where(e => (from is null || Day(e) >= from) && (to is null || Day(e) <= to))];
        if (chosen.Length == 0)
        {
            return null;
        }

        var outcomes = new List<ScenarioOutcome>();
        var comparisons = new List<AnalogueOutcomeScore>();
        var accuracies = new List<ForecastAccuracy>();
        for (int i = 0; i < chosen.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            report(new WorkProgress("Replaying", i, chosen.Length, "events"));
            ScenarioOutcome[] scenarios = [.. replay.Scenarios(chosen[i])];
            AnalogueOutcomeScore[] analogues = [.. replay.Analogues(chosen[i])];
            outcomes.AddRange(scenarios);
            comparisons.AddRange(analogues);
            accuracies.AddRange(ForecastAccuracy.OfReplay(chosen[i], scenarios, analogues));
        }

        if (chosen.Length == replay.Events.Count)
        {
            await replayed.SaveAsync(replay, accuracies, cancellationToken);
        }

        report("Scoring quiet days");
        var quiet = new QuietScores(events, prices, watchlist, options);
        (DateOnly first, DateOnly last) = (from ?? Day(chosen[0]), to ?? Day(chosen[^1]));
        IReadOnlyList<Calibration> calibration =
            await quiet.MeasureAsync(watchlist.Instruments, Midnight(first), Midnight(last.AddDays(1)), cancellationToken);
        ILookup<string, ScenarioOutcome> predicted = outcomes.ToLookup(outcome => outcome.Effect.WindowKey, StringComparer.Ordinal);
        ILookup<string, AnalogueOutcomeScore> compared = comparisons.ToLookup(score => score.WindowKey, StringComparer.Ordinal);
        return new VerificationResult(
            first,
            last,
            chosen.Length,
            ScoreCalibration.Pool(calibration),
            [.. EventWindow.Defaults.Select(window => ScenarioCoverage.Summarize(window.Key, predicted[window.Key]))],
            [.. EventWindow.Defaults.Select(window => AnalogueSkill.Summarize(window, compared[window.Key]))]);
    }

    private static DateOnly Day(TradeEvent found) => DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime);

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}
