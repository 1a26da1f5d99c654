using System.Collections;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// The calendar-time portfolio (Jaffe 1974; Mandelker 1974; Fama 1998, 4.2): on every day it holds, with equal weights, the instruments
/// whose event window covers that day. Its mean abnormal return is tested by calendar day, so instruments that move together and windows
/// that overlap count once. Fractions.
/// </summary>
public sealed record CalendarTimePortfolio
{
    /// <summary>Key of the window.</summary>
    [Column("window", Example = "p0_p5")]
    public required string Window { get; init; }

    /// <summary>Days on which the portfolio holds something.</summary>
    [Column("days", Unit = "count")]
    public int Days { get; init; }

    /// <summary>Events behind it, each counted once per instrument.</summary>
    [Column("studies", Unit = "count")]
    public int Studies { get; init; }

    /// <summary>Mean number of instruments that it holds on a day.</summary>
    [Column("mean_instruments", Unit = "count")]
    public double? MeanInstruments { get; init; }

    /// <summary>Mean abnormal return per day.</summary>
    [Column("mean_ar", Unit = "fraction")]
    public double? MeanAr { get; init; }

    /// <summary>Its standard error: Newey and West (1987) over sessions; days without a holding contribute nothing.</summary>
    [Column("standard_error", Unit = "fraction")]
    public double? StandardError { get; init; }

    /// <summary>Lower end of the 95% interval of the mean.</summary>
    [Column("mean_ar_lo", Unit = "fraction")]
    public double? MeanArLo { get; init; }

    /// <summary>Upper end of the 95% interval of the mean.</summary>
    [Column("mean_ar_hi", Unit = "fraction")]
    public double? MeanArHi { get; init; }

    /// <summary>The mean over its standard error.</summary>
    [Column("t")]
    public double? T { get; init; }

    /// <summary>Two-sided p, Student's t with the equivalent degrees of freedom of the variance.</summary>
    [Column("p", Unit = "probability")]
    public double? P { get; init; }

    /// <summary>Lags of the standard error, 4 (days / 100)^(2/9) rounded down (Newey and West 1994).</summary>
    [Column("lags", Unit = "sessions")]
    public int Lags { get; init; }

    /// <summary>Measures the portfolio of one window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="holdings">The bars of each study's window with their abnormal returns, in the order of the list of events.</param>
    /// <param name="sessions">Which bars are sessions of some instrument, from <paramref name="first"/> on.</param>
    /// <param name="first">Number of the first bar.</param>
    internal static CalendarTimePortfolio Measure(
        EventWindow window, IReadOnlyList<Holding> holdings, BitArray sessions, int first)
    {
        var days = new Dictionary<int, (double Sum, int Count)>();
        var held = new HashSet<(string, int)>();
        foreach (Holding holding in holdings)
        {
            for (int i = 0; i < holding.Bars.Length; i++)
            {
                // An instrument whose windows overlap is held once, with the fit of its earlier event in the list.
                if (held.Add((holding.Symbol, holding.Bars[i])))
                {
                    (double sum, int count) = days.GetValueOrDefault(holding.Bars[i]);
                    days[holding.Bars[i]] = (sum + holding.Abnormal[i], count + 1);
                }
            }
        }

        int lags = NeweyWest.Lags(days.Count);
        var portfolio = new CalendarTimePortfolio
        {
            Window = window.Key,
            Days = days.Count,
            Studies = holdings.Count,
            Lags = lags,
            MeanInstruments = days.Count == 0 ? null : (double)held.Count / days.Count,
        };
        double[] returns = [.. Numbers(sessions, first).Select(day =>
            days.TryGetValue(day, out (double Sum, int Count) on) ? on.Sum / on.Count : double.NaN)];
        if (NeweyWest.OfMean(returns, lags) is not var (mean, error, degrees))
        {
            return portfolio;
        }

        double half = StudentT.Quantile(0.975, degrees) * error;
        return portfolio with
        {
            MeanAr = mean,
            StandardError = error,
            MeanArLo = mean - half,
            MeanArHi = mean + half,
            T = mean / error,
            P = StudentT.TwoSided(mean / error, degrees),
        };
    }

    private static IEnumerable<int> Numbers(BitArray sessions, int first)
    {
        for (int i = 0; i < sessions.Length; i++)
        {
            if (sessions[i])
            {
                yield return first + i;
            }
        }
    }

    /// <summary>An instrument during one event window.</summary>
    /// <param name="Symbol">The instrument.</param>
    /// <param name="Bars">Number of each bar.</param>
    /// <param name="Abnormal">Abnormal return of each bar.</param>
    internal readonly record struct Holding(string Symbol, int[] Bars, double[] Abnormal);
}
