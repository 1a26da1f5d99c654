using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>The columns of a regression over an estimation window: the factors, then the returns.</summary>
internal readonly ref struct FactorColumns
{
    private readonly ReturnSeries _series;
    private readonly int _start;
    private readonly ReadOnlySpan<double> _kept;

    /// <summary>Columns of <paramref name="length"/> bars from <paramref name="start"/>.</summary>
    /// <param name="series">Returns and factors.</param>
    /// <param name="start">First bar.</param>
    /// <param name="length">Bars.</param>
    /// <param name="excluded">Bars to leave out; empty for none, and then nothing is copied.</param>
    /// <param name="scratch">Takes the bars that are kept: <see cref="ScratchLength"/> numbers, none when no bar is left out.</param>
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

    /// <summary>Bars.</summary>
    public int Count { get; }

    /// <summary>Columns: factors and returns.</summary>
    public int Number => _series.FactorCount + 1;

    private bool IsCopied { get; }

    /// <summary>A column.</summary>
    public ReadOnlySpan<double> this[int index] => IsCopied ? _kept.Slice(index * Count, Count) : Source(index).Slice(_start, Count);

    /// <summary>Numbers that columns without some of their bars are copied into.</summary>
    public static int ScratchLength(ReturnSeries series, int length, ReadOnlySpan<bool> excluded) => excluded.IsEmpty ? 0 : (series.FactorCount + 1) * length;

    private ReadOnlySpan<double> Source(int index) => index < _series.FactorCount ? _series.Factor(index) : _series.Returns;
}
