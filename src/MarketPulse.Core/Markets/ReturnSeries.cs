using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Markets;

/// <summary>
/// Returns of one instrument and of its factors, column by column: the input of an event study. Every column has one value per bar, and all
/// values except volumes are finite. Immutable and therefore safe to read from several threads.
/// </summary>
public class ReturnSeries
{
    /// <summary>Largest return: sums of its fourth powers are still finite.</summary>
    public const double LargestReturn = 1e30;

    private readonly double[] _returns;
    private readonly double[][] _factors;
    private readonly double[] _volumes;
    private readonly bool[] _multiday;
    private MomentPrefix? _moments;
    private ReturnSeries? _market;

    /// <summary>Creates a series that takes ownership of the columns; the caller must not change them afterwards.</summary>
    /// <param name="symbol">Symbol of the instrument.</param>
    /// <param name="returns">Simple returns as fractions, oldest first.</param>
    /// <param name="factors">Returns of each factor on the same bars, the benchmark first; empty when there is none.</param>
    /// <param name="volumes">Volumes, NaN where unknown; null when the instrument has none.</param>
    /// <param name="multiday">Whether a return spans more than one session; null when none does.</param>
    /// <param name="change">How changes were measured.</param>
    /// <exception cref="ArgumentException">
    /// The columns differ in length, or a return is not finite or exceeds <see cref="LargestReturn"/>.
    /// </exception>
    public ReturnSeries(
        string symbol, double[] returns, IReadOnlyList<double[]> factors, double[]? volumes = null, bool[]? multiday = null,
        PriceChange change = PriceChange.Return)
    {
        ArgumentNullException.ThrowIfNull(returns);
        ArgumentNullException.ThrowIfNull(factors);
        int count = returns.Length;
        if (factors.Any(factor => factor.Length != count) || (volumes?.Length ?? count) != count || (multiday?.Length ?? count) != count)
        {
            throw new ArgumentException($"The columns of {symbol} differ in length.", nameof(factors));
        }

        if (!AllPlausible(returns) || !factors.All(AllPlausible))
        {
            throw new ArgumentException(
                $"The returns of {symbol} or of its factors contain a value that is not a number of at most {LargestReturn:0e+0}.",
                nameof(returns));
        }

        Symbol = symbol;
        Change = change;
        _returns = returns;
        _factors = [.. factors];
        _volumes = volumes ?? [];
        _multiday = multiday ?? [];
        LogVolumes = _volumes.Length == 0 ? null : new LogVolumes(_volumes);
    }

    /// <summary>Symbol of the instrument.</summary>
    public string Symbol { get; }

    /// <summary>How changes were measured: returns compound over a window, differences add up.</summary>
    public PriceChange Change { get; }

    /// <summary>Number of bars.</summary>
    public int Count => _returns.Length;

    /// <summary>Returns of the instrument as fractions; differences are fractions too (5 basis points = 0.0005).</summary>
    public ReadOnlySpan<double> Returns => _returns;

    /// <summary>Number of factors, K; the benchmark is the first.</summary>
    public int FactorCount => _factors.Length;

    /// <summary>Returns of the benchmark, fractions; empty when there is none.</summary>
    public ReadOnlySpan<double> BenchmarkReturns => _factors.Length == 0 ? default : _factors[0];

    /// <summary>Volumes, NaN where unknown; empty when the instrument has none.</summary>
    public ReadOnlySpan<double> Volumes => _volumes;

    /// <summary>Running sums of ln(volume); null when the instrument has no volumes.</summary>
    internal LogVolumes? LogVolumes { get; }

    /// <summary>Running sums of the returns and of the benchmark's returns, made when they are first needed.</summary>
    internal MomentPrefix Moments => _moments ??= new MomentPrefix(_factors.Length == 0 ? _returns : _factors[0], _returns);

    /// <summary>The benchmark as an instrument without one of its own, on the same bars; null when there is none.</summary>
    internal ReturnSeries? Market => _factors.Length == 0 ? null : _market ??= new ReturnSeries("", _factors[0], []);

    /// <summary>Returns of factor <paramref name="index"/>, fractions.</summary>
    public ReadOnlySpan<double> Factor(int index) => _factors[index];

    /// <summary>Whether the return of bar <paramref name="index"/> spans more than one session of the instrument or of a factor.</summary>
    public bool IsMultiday(int index) => _multiday.Length > 0 && _multiday[index];

    private static bool AllPlausible(double[] values) => !values.AsSpan().ContainsAnyExceptInRange(-LargestReturn, LargestReturn);
}
