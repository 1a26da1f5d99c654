using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Selects from one instrument's score rows those that profiles are based on: final rows of live events with an exact day 0.
/// </summary>
/// <param name="eventIndex">The events that count.</param>
/// <param name="windows">The windows to observe.</param>
/// <param name="includeDateOnly">Whether events of which only the date is known count.</param>
public sealed class ScoreObservations(EventIndex eventIndex, IReadOnlyList<EventWindow> windows, bool includeDateOnly)
{
    /// <summary>Code of the certainty of day 0 when only the date of the event is known.</summary>
    internal const string DateOnlyCertainty = "date_only";

    private readonly List<ObservedEvent>[] _windows = [.. windows.Select(_ => new List<ObservedEvent>())];

    private readonly Dictionary<string, int> _positions =
        windows.Select((window, i) => (window.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i, StringComparer.Ordinal);

    /// <summary>The observations of each window, in the order given.</summary>
    public IReadOnlyList<IReadOnlyList<ObservedEvent>> Windows => _windows;

    /// <summary>Adds a row if it counts.</summary>
    public void Add(ImpactScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        int position = eventIndex.Find(score.EventId);
        if (position < 0
            || score.Status != ScoreStatus.Final
            || score.Day0 is not { } day0
            || score.CarPct is not { } car
            || (score.DayZeroCertainty == DateOnlyCertainty && !includeDateOnly)
            || !_positions.TryGetValue(score.WindowKey, out int window))
        {
            return;
        }

        _windows[window].Add(new ObservedEvent(position, day0)
        {
            Car = car / 100,
            Scar = score.Scar ?? double.NaN,
            VolumeScore = score.VolumeScore ?? double.NaN,
            VolatilityScore = score.VolatilityScore ?? double.NaN,
            Overlaps = score.Overlaps > 0,
        });
    }
}
