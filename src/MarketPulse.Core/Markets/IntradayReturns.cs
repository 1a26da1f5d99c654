namespace MarketPulse.Core.Markets;

/// <summary>A bar shorter than a session.</summary>
/// <param name="Start">When it begins, in the local time of its file.</param>
/// <param name="Close">Its last price.</param>
/// <param name="Volume">Its volume; NaN where the source has none.</param>
public readonly record struct IntradayBar(DateTime Start, double Close, double Volume);

/// <summary>
/// Returns of intraday bars of equal length, joined with those of their factors on the bars that all of them have. Sessions are cut
/// overnight: no return spans from one date's last bar to the next date's first.
/// </summary>
public sealed class IntradayReturns
{
    private readonly DateTime[] _starts;

    private IntradayReturns(ReturnSeries returns, DateTime[] starts, TimeSpan barLength)
    {
        Returns = returns;
        _starts = starts;
        BarLength = barLength;
        Bars = Array.ConvertAll(starts, start => (int)(start.Ticks / TimeSpan.TicksPerMinute));
    }

    /// <summary>The returns.</summary>
    public ReturnSeries Returns { get; }

    /// <summary>Length of a bar: the most common step within a session.</summary>
    public TimeSpan BarLength { get; }

    /// <summary>Minute number of each return's bar, the same on every instrument.</summary>
    public int[] Bars { get; }

    /// <summary>Joins an instrument with its factors, the benchmark first.</summary>
    /// <param name="symbol">Symbol of the instrument.</param>
    /// <param name="instrument">The instrument's bars, ascending by time.</param>
    /// <param name="factors">Bars of each factor, ascending by time.</param>
    public static IntradayReturns Join(
        string symbol, IReadOnlyList<IntradayBar> instrument, IReadOnlyList<IReadOnlyList<IntradayBar>> factors)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(factors);
        Dictionary<DateTime, double>[] closes = [.. factors.Select(bars => bars.ToDictionary(bar => bar.Start, bar => bar.Close))];
        List<IntradayBar> common = [.. instrument.Where(bar => Array.TrueForAll(closes, close => close.ContainsKey(bar.Start)))];
        TimeSpan length = MostCommonStep(common);
        var starts = new List<DateTime>();
        var returns = new List<double>();
        var volumes = new List<double>();
        var gaps = new List<bool>();
        List<double>[] others = [.. closes.Select(_ => new List<double>())];
        for (int i = 1; i < common.Count; i++)
        {
            (IntradayBar from, IntradayBar to) = (common[i - 1], common[i]);
            if (from.Start.Date != to.Start.Date)
            {
                continue;
            }

            starts.Add(to.Start);
            returns.Add((to.Close / from.Close) - 1);
            volumes.Add(to.Volume);
            gaps.Add(to.Start - from.Start > length);
            for (int k = 0; k < closes.Length; k++)
            {
                others[k].Add((closes[k][to.Start] / closes[k][from.Start]) - 1);
            }
        }

        bool hasVolume = volumes.Exists(volume => volume > 0);
        var series = new ReturnSeries(
            symbol, [.. returns], [.. others.Select(other => other.ToArray())], hasVolume ? [.. volumes] : null, [.. gaps]);
        return new IntradayReturns(series, [.. starts], length);
    }

    /// <summary>When the bar of a return begins.</summary>
    public DateTime StartOf(int index) => _starts[index];

    /// <summary>
    /// Position of the first return whose bar ends after <paramref name="time"/>; the number of returns when there is none.
    /// </summary>
    public int IndexAfter(DateTime time)
    {
        int found = Array.BinarySearch(_starts, time);
        int next = found < 0 ? ~found : found;
        return next > 0 && _starts[next - 1] + BarLength > time ? next - 1 : next;
    }

    private static TimeSpan MostCommonStep(List<IntradayBar> bars) => bars.Count < 2
        ? TimeSpan.Zero
        : bars.Zip(bars.Skip(1), (a, b) => b.Start - a.Start)
            .Where(step => step < TimeSpan.FromHours(12))
            .GroupBy(step => step)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key)
            .Select(group => group.Key)
            .FirstOrDefault();
}
