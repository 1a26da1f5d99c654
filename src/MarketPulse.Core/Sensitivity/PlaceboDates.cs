using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// Tests whether dates on which nothing happened would have shown as strong a reaction. Quiet sessions are drawn once per window and shared
/// by all instruments. The statistic is |sum of s z| over the root of the sum of s^2, where s is the signed intensity of an event day and z
/// its cumulative abnormal return over sqrt(W q).
/// </summary>
internal sealed class PlaceboDates
{
    /// <summary>Number of draws.</summary>
    public const int Draws = 1000;

    /// <summary>Minimum number of quiet sessions to draw from.</summary>
    public const int FewestQuietDays = 100;

    private const int Seed = 20180322;

    private readonly DateOnly[] _quiet;
    private readonly int _longest;
    private readonly int[] _drawn;

    /// <summary>Finds the quiet sessions and draws from them.</summary>
    /// <param name="eventIndex">The events.</param>
    /// <param name="sessions">The market's sessions, ascending.</param>
    /// <param name="window">The window.</param>
    /// <param name="longest">Maximum number of event days in a set.</param>
    public PlaceboDates(EventIndex eventIndex, DateOnly[] sessions, EventWindow window, int longest)
    {
        _quiet = Quiet(eventIndex, sessions, window);
        _longest = longest;
        _drawn = _quiet.Length < FewestQuietDays ? [] : Draw(_quiet.Length, longest);
    }

    /// <summary>The reactions of an instrument on the quiet sessions, for <see cref="PValue"/>; null when there are too few.</summary>
    /// <param name="dates">Dates of the instrument's sessions.</param>
    /// <param name="standardized">Reaction around each session; NaN where there is none.</param>
    public double[]? OnQuietDays(ReadOnlySpan<DateOnly> dates, ReadOnlySpan<double> standardized)
    {
        var reactions = new double[_quiet.Length];
        int at = 0, present = 0;
        for (int i = 0; i < reactions.Length; i++)
        {
            while (at < dates.Length && dates[at] < _quiet[i])
            {
                at++;
            }

            reactions[i] = at < dates.Length && dates[at] == _quiet[i] ? standardized[at] : double.NaN;
            present += double.IsFinite(reactions[i]) ? 1 : 0;
        }

        return present < FewestQuietDays ? null : reactions;
    }

    /// <summary>
    /// The share of draws at least as extreme as the observed reactions, which count as a draw themselves; null without event days.
    /// </summary>
    /// <param name="intensity">Signed intensity of each event day, times its weight.</param>
    /// <param name="observed">Reaction of each event day, NaN where there is none.</param>
    /// <param name="quiet">Reactions on the quiet sessions.</param>
    public double? PValue(ReadOnlySpan<double> intensity, ReadOnlySpan<double> observed, double[] quiet)
    {
        int count = 0;
        Span<double> s = intensity.Length <= 1024 ? stackalloc double[intensity.Length] : new double[intensity.Length];
        double sum = 0, squares = 0;
        for (int i = 0; i < intensity.Length; i++)
        {
            if (double.IsFinite(observed[i]) && intensity[i] != 0)
            {
                s[count++] = intensity[i];
                sum += intensity[i] * observed[i];
                squares += intensity[i] * intensity[i];
            }
        }

        if (count == 0)
        {
            return null;
        }

        double seen = Math.Abs(sum) / Math.Sqrt(squares) * (1 - 1e-12);
        int beyond = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            beyond += Statistic(s[..count], _drawn.AsSpan(draw * _longest, count), quiet) >= seen ? 1 : 0;
        }

        return (1.0 + beyond) / (Draws + 1);
    }

    private static double Statistic(ReadOnlySpan<double> intensity, ReadOnlySpan<int> days, double[] quiet)
    {
        double sum = 0, squares = 0;
        for (int i = 0; i < days.Length; i++)
        {
            double z = quiet[days[i]];
            if (!double.IsNaN(z))
            {
                sum += intensity[i] * z;
                squares += intensity[i] * intensity[i];
            }
        }

        return squares > 0 ? Math.Abs(sum) / Math.Sqrt(squares) : 0;
    }

    private static DateOnly[] Quiet(EventIndex eventIndex, DateOnly[] sessions, EventWindow window)
    {
        var busy = new bool[sessions.Length];
        foreach (TradeEvent tradeEvent in eventIndex.MostNovelQuarter())
        {
            // Depending on the venue, day 0 is the session of the event's date or the one after, so the windows of both count.
            int found = Array.BinarySearch(sessions, DateOnly.FromDateTime(tradeEvent.EventTimeUtc.UtcDateTime));
            int day = found < 0 ? ~found : found;
            for (int i = Math.Max(0, day + window.Start); i <= Math.Min(sessions.Length - 1, day + 1 + window.End); i++)
            {
                busy[i] = true;
            }
        }

        return [.. sessions.Where((_, i) => !busy[i])];
    }

    /// <summary>
    /// Draws an order of the quiet sessions per draw; a set of n event days uses the first n. Positions are drawn one after another over
    /// all draws, so that an additional event does not change what smaller sets draw.
    /// </summary>
    private static int[] Draw(int quiet, int longest)
    {
        var drawn = new int[Draws * longest];
        var random = new Random(Seed);
        int[][] orders = [.. Enumerable.Range(0, Draws).Select(_ => Enumerable.Range(0, quiet).ToArray())];
        for (int i = 0; i < longest; i++)
        {
            // Without replacement until the sessions are used up; continuing a shuffle is as random as starting a new one.
            int from = i % quiet;
            for (int draw = 0; draw < Draws; draw++)
            {
                int[] order = orders[draw];
                int other = random.Next(from, quiet);
                (order[from], order[other]) = (order[other], order[from]);
                drawn[(draw * longest) + i] = order[from];
            }
        }

        return drawn;
    }
}
