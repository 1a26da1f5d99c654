using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Scores quiet windows as if they were events, and counts how many scores are strong: a pure function of returns and event days.
/// </summary>
public static class QuietWindows
{
    /// <summary>
    /// Minimum number of sessions between a quiet day 0 and any event day: the number of bars of the longest default window.
    /// </summary>
    public const int Distance = 6;

    /// <summary>
    /// Positions of the quiet days in a range of dates: those at least <paramref name="distance"/> sessions away from every event.
    /// </summary>
    /// <param name="returns">Returns of the instrument.</param>
    /// <param name="events">Day 0 of each event to keep away from.</param>
    /// <param name="from">First date of the range.</param>
    /// <param name="to">Last date of the range.</param>
    /// <param name="distance">Minimum number of sessions between a quiet day and any event.</param>
    public static IReadOnlyList<int> Positions(
        JoinedReturns returns, IEnumerable<DateOnly> events, DateOnly from, DateOnly to, int distance = Distance)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(events);
        int[] days = [.. events.Select(returns.IndexOnOrAfter).Distinct().Order()];
        var quiet = new List<int>();
        for (int i = returns.IndexOnOrAfter(from); i < returns.Count && returns.Dates[i] <= to; i++)
        {
            int next = Array.BinarySearch(days, i);
            next = next < 0 ? ~next : next;
            bool near = (next < days.Length && days[next] - i < distance) || (next > 0 && i - days[next - 1] < distance);
            if (!near)
            {
                quiet.Add(i);
            }
        }

        return quiet;
    }

    /// <summary>Scores one window at every position; windows that are incomplete or cannot be scored are left out.</summary>
    /// <param name="study">The engine that scores.</param>
    /// <param name="returns">Returns of the instrument.</param>
    /// <param name="window">The window to score.</param>
    /// <param name="positions">The positions to use as day 0.</param>
    /// <param name="modifiedUtc">Time of writing of the row.</param>
    public static Calibration Calibrate(
        EventStudy study, JoinedReturns returns, EventWindow window, IReadOnlyList<int> positions, DateTimeOffset modifiedUtc)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(positions);
        int windows = 0, overall = 0;
        int[] beyond95 = new int[3], beyond99 = new int[3];
        DateOnly? first = null, last = null;
        foreach (int position in positions)
        {
            StudyResult result = study.Evaluate(returns, position, window);
            if (result.Status != ScoreStatus.Final || result.AdjustedScore is null)
            {
                continue;
            }

            windows++;
            overall += result.OverallScore is null ? 0 : 1;
            last = returns.Dates[position];
            first ??= last;
            Count(0, result.ReturnScore);
            Count(1, result.AdjustedScore);
            Count(2, result.OverallScore);
        }

        return new Calibration
        {
            Symbol = returns.Symbol,
            WindowKey = window.Key,
            Windows = windows,
            FirstDay = first,
            LastDay = last,
            ClassicalBeyond95 = Share(beyond95[0], windows),
            ClassicalBeyond99 = Share(beyond99[0], windows),
            AdjustedBeyond95 = Share(beyond95[1], windows),
            AdjustedBeyond99 = Share(beyond99[1], windows),
            OverallBeyond95 = Share(beyond95[2], overall),
            OverallBeyond99 = Share(beyond99[2], overall),
            ModifiedUtc = modifiedUtc,
        };

        void Count(int score, double? value)
        {
            beyond95[score] += Math.Abs(value ?? 0) > 95 ? 1 : 0;
            beyond99[score] += Math.Abs(value ?? 0) > 99 ? 1 : 0;
        }

        static double? Share(int count, int of) => of == 0 ? null : (double)count / of;
    }
}
