namespace MarketPulse.Core.Markets;

/// <summary>
/// The levels that returns are computed from, bar by bar: closes, adjusted closes, or a total-return index of closes, splits and dividends.
/// </summary>
public sealed class PriceLevels
{
    // Prices above this or below its inverse count as missing; between them, no return exceeds what a series may hold.
    private const double LargestPrice = 1e15;

    private readonly double[] _levels;
    private readonly PriceChange _change;

    private PriceLevels(DateOnly[] dates, double[] levels, double[] volumes, PriceChange change)
    {
        Dates = dates;
        Volumes = volumes;
        _levels = levels;
        _change = change;
    }

    /// <summary>Number of bars, usable or not.</summary>
    public int Count => _levels.Length;

    internal DateOnly[] Dates { get; }

    internal double[] Volumes { get; }

    /// <summary>
    /// The best basis that a history has: total when it has a split or dividend, otherwise adjusted when every bar has an adjusted close,
    /// otherwise close.
    /// </summary>
    public static PriceBasis BestBasis(PriceHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Bars.Any(bar => bar.Split != 1 || bar.Dividend != 0) ? PriceBasis.Total
            : HasAdjusted(history) ? PriceBasis.Adjusted
            : PriceBasis.Close;
    }

    /// <summary>
    /// Whether returns can be computed on <paramref name="basis"/>: <c>adjusted</c> needs an adjusted close on every bar.
    /// </summary>
    public static bool Supports(PriceHistory history, PriceBasis basis)
    {
        ArgumentNullException.ThrowIfNull(history);
        return basis != PriceBasis.Adjusted || HasAdjusted(history);
    }

    /// <summary>Computes the levels of a history.</summary>
    /// <param name="history">Bars ascending by date.</param>
    /// <param name="basis">Which prices to use.</param>
    /// <param name="change">
    /// How changes are measured; with <see cref="PriceChange.Return"/> a price that is not positive counts as missing.
    /// </param>
    /// <exception cref="ArgumentException">The history does not have those prices.</exception>
    public static PriceLevels FromHistory(PriceHistory history, PriceBasis basis, PriceChange change)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (!Supports(history, basis))
        {
            throw new ArgumentException(
                $"{history.Symbol} does not have an adjusted close on every bar: use --price close, or a file with an 'Adj Close' column.",
                nameof(basis));
        }

        int count = history.Bars.Count;
        var dates = new DateOnly[count];
        var levels = new double[count];
        var volumes = new double[count];
        double index = 1, previous = double.NaN, split = 1, paid = 0;
        for (int i = 0; i < count; i++)
        {
            PriceBar bar = history.Bars[i];
            dates[i] = bar.Date;
            volumes[i] = bar.Volume;
            double price = basis == PriceBasis.Adjusted ? bar.AdjustedClose : bar.Close;
            double least = change == PriceChange.Return ? 1 / LargestPrice : -LargestPrice;
            bool usable = price >= least && price <= LargestPrice;
            if (basis != PriceBasis.Total || change == PriceChange.DifferenceBps)
            {
                levels[i] = usable ? price : double.NaN;
                continue;
            }

            // What one old share has become: a split or dividend on a bar without a price still counts towards the next bar.
            split *= bar.Split;
            paid += bar.Dividend * split;
            if (!usable)
            {
                levels[i] = double.NaN;
                continue;
            }

            index *= double.IsNaN(previous) ? 1 : ((price * split) + paid) / previous;
            levels[i] = index;
            (previous, split, paid) = (price, 1, 0);
        }

        return new PriceLevels(dates, levels, volumes, change);
    }

    internal bool IsUsable(int index) => !double.IsNaN(_levels[index]);

    /// <summary>
    /// The change from one bar to another as a fraction; differences between levels in percent become fractions too (5 basis points =
    /// 0.0005).
    /// </summary>
    internal double ChangeBetween(int from, int to) =>
        _change == PriceChange.Return ? (_levels[to] / _levels[from]) - 1 : (_levels[to] - _levels[from]) / 100;

    private static bool HasAdjusted(PriceHistory history) =>
        history.Bars.Count > 0 && history.Bars.All(bar => double.IsFinite(bar.AdjustedClose) || !double.IsFinite(bar.Close));
}
