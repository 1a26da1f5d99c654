using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>The columns of a regression over an estimation window: the factors, then the returns.</summary>
internal readonly ref struct FactorColumns
{
    private readonly ReturnSeries _series;
    private readonly int _start;
    private readonly ReadOnlySpan<double> _kept;

    /// <summary>Selects <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    /// <param name="series">Returns and factors.</param>
    /// <param name="start">First bar of the estimation window.</param>
    /// <param name="length">Number of bars in the estimation window.</param>
    /// <param name="excluded">Bars to leave out, one flag per bar of the series; empty for none, and then nothing is copied.</param>
    /// <param name="scratch">Receives the bars that are kept: <see cref="ScratchLength"/> numbers, none when no bar is left out.</param>
    public FactorColumns(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded, Span<double> scratch)
    {
        _series = series;
        _start = start;
        Count = length;
        if (excluded.IsEmpty)
        {
            return;
        }

        excluded = excluded.Slice(start, length);
        Count = excluded.Count(false);
        for (int k = 0; k < Number; k++)
        {
            ReadOnlySpan<double> column = Source(k).Slice(start, length);
            Span<double> kept = scratch.Slice(k * Count, Count);
            for (int i = 0, j = 0; i < column.Length; i++)
            {
                if (!excluded[i])
                {
                    kept[j++] = column[i];
                }
            }
        }

        _kept = scratch;
        IsCopied = true;
    }

    /// <summary>Number of bars that are kept.</summary>
    public int Count { get; }

    /// <summary>Number of columns: the factors and the returns.</summary>
    public int Number => _series.FactorCount + 1;

    private bool IsCopied { get; }

    /// <summary>A column: a factor, or the returns when it is the last.</summary>
    public ReadOnlySpan<double> this[int index] => IsCopied ? _kept.Slice(index * Count, Count) : Source(index).Slice(_start, Count);

    /// <summary>Length of the scratch space that columns are copied into when bars are left out; 0 when none are.</summary>
    public static int ScratchLength(ReturnSeries series, int length, ReadOnlySpan<bool> excluded) =>
        excluded.IsEmpty ? 0 : (series.FactorCount + 1) * length;

    private ReadOnlySpan<double> Source(int index) => index < _series.FactorCount ? _series.Factor(index) : _series.Returns;
}
