using MarketPulse.Core.Analogues;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>
/// Replays the forecasts made from analogues, event by event: each from the events that had settled when it came, with the bandwidth that
/// had done best on those.
/// </summary>
internal sealed class AnalogueReplay
{
    private static readonly int Unconditional = AnalogueKernel.Bandwidths.Count - 1;

    private readonly IReadOnlyList<TradeEvent> _events;
    private readonly IReadOnlyList<(string Symbol, EventWindow Window)> _series;
    private readonly Func<string, string, string, ImpactScore?> _followed;
    private readonly Dictionary<string, IReadOnlyList<Prediction>> _forecasts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BandwidthChoice> _choices = new(StringComparer.Ordinal);
    private int _settled;

    /// <param name="events">The live events, by time.</param>
    /// <param name="series">The instruments and windows to forecast.</param>
    /// <param name="followed">The final score of an event, instrument and window; null without one.</param>
    public AnalogueReplay(
        IReadOnlyList<TradeEvent> events,
        IEnumerable<(string Symbol, EventWindow Window)> series,
        Func<string, string, string, ImpactScore?> followed)
    {
        _events = events;
        _series = [.. series];
        _followed = followed;
        foreach ((_, EventWindow window) in _series)
        {
            _choices[window.Key] = new BandwidthChoice();
        }
    }

    /// <summary>How the forecasts for an event did, with its analogues and with all events that had settled.</summary>
    public IEnumerable<AnalogueOutcomeScore> Of(TradeEvent tradeEvent)
    {
        // In order of time, because the bandwidth of each event is chosen by the forecasts before it.
        for (int i = _forecasts.Count; i < _events.Count && !_forecasts.ContainsKey(tradeEvent.EventId); i++)
        {
            _forecasts[_events[i].EventId] = ForecastOf(i);
        }

        return _forecasts.GetValueOrDefault(tradeEvent.EventId, [])
            .Select(one => new AnalogueOutcomeScore(one.Window, one.Day0, one.Crps[one.Chosen], one.Crps[Unconditional])
            {
                Symbol = one.Symbol,
                Bandwidth = AnalogueKernel.Bandwidths[one.Chosen],
            });
    }

    /// <summary>The bandwidth of each window after every event has settled.</summary>
    public IReadOnlyDictionary<string, double> Bandwidths()
    {
        if (_events.Count > 0)
        {
            _ = Of(_events[^1]);
        }

        for (; _settled < _events.Count; _settled++)
        {
            Settle(_forecasts[_events[_settled].EventId]);
        }

        return _choices.ToDictionary(
            choice => choice.Key, choice => AnalogueKernel.Bandwidths[choice.Value.Index], StringComparer.Ordinal);
    }

    private List<Prediction> ForecastOf(int index)
    {
        TradeEvent tradeEvent = _events[index];
        DateTimeOffset until = tradeEvent.EventTimeUtc - NearestEvents.Settled;
        for (; _settled < index && _events[_settled].EventTimeUtc <= until; _settled++)
        {
            Settle(_forecasts[_events[_settled].EventId]);
        }

        int oldest = Math.Max(0, _settled - AnalogueKernel.MostEvents);
        (string Id, double Distance)[] past =
        [
            .. _events.Take(_settled).Skip(oldest).Select(other => (other.EventId, EventDistance.Between(tradeEvent, other).Total)),
        ];
        var forecasts = new List<Prediction>();
        foreach ((string symbol, EventWindow window) in _series)
        {
            if (_followed(tradeEvent.EventId, symbol, window.Key) is not { CarPct: { } car, Day0: { } day0 })
            {
                continue;
            }

            PastReaction[] reactions =
            [
                .. past.Select(other => (Car: _followed(other.Id, symbol, window.Key)?.CarPct, other.Distance))
                    .Where(other => other.Car is not null)
                    .Select(other => new PastReaction(other.Car!.Value, other.Distance)),
            ];
            if (reactions.Length >= AnalogueOutcome.Fewest)
            {
                var distribution = new ReactionDistribution(reactions);
                double[] crps = [.. AnalogueKernel.Bandwidths.Select(bandwidth => distribution.Crps(bandwidth, car))];
                forecasts.Add(new Prediction(symbol, window.Key, day0, _choices[window.Key].Index, crps));
            }
        }

        return forecasts;
    }

    private void Settle(IReadOnlyList<Prediction> forecasts)
    {
        foreach (IGrouping<string, Prediction> window in forecasts.GroupBy(one => one.Window, StringComparer.Ordinal))
        {
            _choices[window.Key].Add(
                [.. AnalogueKernel.Bandwidths.Select((_, bandwidth) => window.Average(one => one.Crps[bandwidth]))]);
        }
    }

    /// <param name="Symbol">The instrument.</param>
    /// <param name="Window">Key of the window.</param>
    /// <param name="Day0">Day 0 of the event.</param>
    /// <param name="Chosen">Index of the bandwidth that was chosen.</param>
    /// <param name="Crps">The CRPS under each bandwidth, percent.</param>
    private sealed record Prediction(string Symbol, string Window, DateOnly Day0, int Chosen, double[] Crps);
}
