using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Sensitivity;

/// <summary>Tension by session of one instrument; NaN for a session that is not covered.</summary>
/// <param name="Impulse">What it measures.</param>
/// <param name="Values">One value per return of the instrument.</param>
public sealed record DailyImpulses(TensionImpulse Impulse, double[] Values)
{
    /// <summary>
    /// The sums of the intensities of escalations and of de-escalations by day 0. Of the events of one story and session only the strongest
    /// counts, as in the tension beta. Sessions before the first event are not covered; later ones without events are zero.
    /// </summary>
    /// <param name="returns">Returns of the instrument.</param>
    /// <param name="events">The events.</param>
    /// <param name="scores">Rows of the instrument, of any windows; those whose day 0 is uncertain do not count.</param>
    public static IReadOnlyList<DailyImpulses> OfEvents(JoinedReturns returns, EventIndex events, IEnumerable<ImpactScore> scores)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(scores);
        var strongest = new Dictionary<(int Session, int Story), double>();
        int first = returns.Count;
        foreach (ImpactScore score in scores)
        {
            int found = events.Find(score.EventId);
            if (found < 0 || score.Day0 is not { } day0 || score.DayZeroCertainty == ScoreObservations.DateOnlyCertainty)
            {
                continue;
            }

            int session = returns.IndexOnOrAfter(day0);
            if (session == returns.Count || returns.Dates[session] != day0)
            {
                continue;
            }

            first = Math.Min(first, session);
            double intensity = events.Intensity[found];
            if (Math.Abs(intensity) > Math.Abs(strongest.GetValueOrDefault((session, events.Story[found]))))
            {
                strongest[(session, events.Story[found])] = intensity;
            }
        }

        double[] escalation = Zeros(), easing = Zeros();
        foreach (((int session, _), double intensity) in strongest)
        {
            (intensity > 0 ? escalation : easing)[session] += Math.Abs(intensity);
        }

        return [new DailyImpulses(TensionImpulse.Escalation, escalation), new DailyImpulses(TensionImpulse.Easing, easing)];

        double[] Zeros() => [.. Enumerable.Range(0, returns.Count).Select(session => session < first ? double.NaN : 0)];
    }

    /// <summary>The gross index on the date of each session.</summary>
    /// <param name="returns">Returns of the instrument.</param>
    /// <param name="days">The index; days without coverage may be absent.</param>
    public static DailyImpulses OfIndex(JoinedReturns returns, IEnumerable<TensionDay> days)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(days);
        var gross = days.Where(day => day.Gross is not null).ToDictionary(day => day.Date, day => day.Gross!.Value);
        return new DailyImpulses(
            TensionImpulse.Index,
            [.. returns.Dates.ToArray().Select(date => gross.TryGetValue(date, out double value) ? value : double.NaN)]);
    }
}
