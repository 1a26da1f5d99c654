namespace MarketPulse.Core.Markets;

/// <summary>
/// Daily returns of an instrument and its factors on the dates that all of them have. Dates are joined before returns are taken: a date
/// that one of them lacks gives one longer return for all, flagged as such, so returns over different spans are never paired.
/// </summary>
public sealed class JoinedReturns : ReturnSeries
{
    private readonly DateOnly[] _dates;
    private int[]? _dayNumbers;

    private JoinedReturns(
        PriceHistory instrument, IEnumerable<PriceHistory> factors, in Columns columns, PriceBasis basis, PriceChange change)
        : base(instrument.Symbol, columns.Changes[0], columns.Changes[1..], columns.Volumes, columns.Multiday, change)
    {
        _dates = columns.Dates;
        Basis = basis;
        Source = instrument.Source;
        PriceRevision = instrument.PriceRevision;
        BarsThrough = instrument.BarsThrough;
        Factors = [.. factors.Select(factor => factor.Symbol)];
    }

    /// <summary>Date of each return: the date of the bar that ends it.</summary>
    public ReadOnlySpan<DateOnly> Dates => _dates;

    /// <summary><see cref="DateOnly.DayNumber"/> of each date.</summary>
    internal int[] DayNumbers => _dayNumbers ??= Array.ConvertAll(_dates, date => date.DayNumber);

    /// <summary>Which of the instrument's prices the returns were computed from.</summary>
    public PriceBasis Basis { get; }

    /// <summary>Feed or file kind that the instrument's prices came from.</summary>
    public string Source { get; }

    /// <summary>Revision of the instrument's prices.</summary>
    public int PriceRevision { get; }

    /// <summary>Date of the instrument's last bar.</summary>
    public DateOnly? BarsThrough { get; }

    /// <summary>Symbols of the factors, the benchmark first.</summary>
    public IReadOnlyList<string> Factors { get; }

    /// <summary>Symbol of the benchmark; empty when there is none.</summary>
    public string Benchmark => Factors.Count == 0 ? "" : Factors[0];

    /// <summary>Joins an instrument with its benchmark.</summary>
    /// <param name="instrument">Bars of the instrument.</param>
    /// <param name="benchmark">The benchmark's bars; null for models without one.</param>
    /// <param name="basis">
    /// Which prices to use for both; null uses the best that each history has (<see cref="PriceLevels.BestBasis"/>).
    /// </param>
    /// <param name="change">How the instrument's changes are measured.</param>
    /// <param name="benchmarkChange">How the benchmark's changes are measured.</param>
    /// <exception cref="ArgumentException">A history does not have the requested prices.</exception>
    public static JoinedReturns Join(
        PriceHistory instrument, PriceHistory? benchmark, PriceBasis? basis = null, PriceChange change = PriceChange.Return,
        PriceChange benchmarkChange = PriceChange.Return) =>
        JoinFactors(instrument, benchmark is null ? [] : [(benchmark, benchmarkChange)], basis, change);

    /// <summary>Joins an instrument with any number of factors, the benchmark first.</summary>
    /// <param name="instrument">Bars of the instrument.</param>
    /// <param name="factors">Each factor's bars and how its changes are measured.</param>
    /// <param name="basis">Which prices to use for all; null uses the best that each history has.</param>
    /// <param name="change">How the instrument's changes are measured.</param>
    /// <exception cref="ArgumentException">A history does not have the requested prices.</exception>
    public static JoinedReturns JoinFactors(
        PriceHistory instrument, IReadOnlyList<(PriceHistory History, PriceChange Change)> factors, PriceBasis? basis = null,
        PriceChange change = PriceChange.Return)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(factors);
        PriceBasis used = basis ?? PriceLevels.BestBasis(instrument);
        var levels = new PriceLevels[factors.Count + 1];
        levels[0] = PriceLevels.FromHistory(instrument, used, change);
        for (int k = 0; k < factors.Count; k++)
        {
            (PriceHistory history, PriceChange factorChange) = factors[k];
            levels[k + 1] = PriceLevels.FromHistory(history, basis ?? PriceLevels.BestBasis(history), factorChange);
        }

        List<int[]> rows = CommonRows(levels);
        int count = Math.Max(0, rows.Count - 1);
        var dates = new DateOnly[count];
        var multiday = new bool[count];
        var volumes = new double[count];
        double[][] changes = [.. levels.Select(_ => new double[count])];
        for (int i = 0; i < count; i++)
        {
            int[] from = rows[i], to = rows[i + 1];
            dates[i] = levels[0].Dates[to[0]];
            volumes[i] = levels[0].Volumes[to[0]];
            for (int k = 0; k < levels.Length; k++)
            {
                changes[k][i] = levels[k].ChangeBetween(from[k], to[k]);
                multiday[i] |= to[k] - from[k] > 1;
            }
        }

        bool hasVolume = Array.Exists(volumes, volume => volume > 0);
        var columns = new Columns(dates, changes, hasVolume ? volumes : null, multiday);
        return new JoinedReturns(instrument, factors.Select(factor => factor.History), columns, used, change);
    }

    /// <summary>
    /// Position of the first return on or after <paramref name="date"/>; <see cref="ReturnSeries.Count"/> when there is none.
    /// </summary>
    public int IndexOnOrAfter(DateOnly date)
    {
        int found = Array.BinarySearch(_dates, date);
        return found < 0 ? ~found : found;
    }

    /// <summary>The joined columns, one value per return; changes of the instrument first, then of each factor.</summary>
    private readonly record struct Columns(DateOnly[] Dates, double[][] Changes, double[]? Volumes, bool[] Multiday);

    /// <summary>Rows of each history with a usable price on a date that all of them have, ascending.</summary>
    private static List<int[]> CommonRows(PriceLevels[] levels)
    {
        var rows = new List<int[]>(levels[0].Count);
        var at = new int[levels.Length];
        while (true)
        {
            DateOnly latest = DateOnly.MinValue;
            for (int k = 0; k < levels.Length; k++)
            {
                while (at[k] < levels[k].Count && !levels[k].IsUsable(at[k]))
                {
                    at[k]++;
                }

                if (at[k] == levels[k].Count)
                {
                    return rows;
                }

                latest = levels[k].Dates[at[k]] > latest ? levels[k].Dates[at[k]] : latest;
            }

            bool common = true;
            for (int k = 0; k < levels.Length; k++)
            {
                if (levels[k].Dates[at[k]] < latest)
                {
                    at[k]++;
                    common = false;
                }
            }

            if (common)
            {
                rows.Add([.. at]);
                for (int k = 0; k < at.Length; k++)
                {
                    at[k]++;
                }
            }
        }
    }
}
