using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>Least squares on an intercept and up to eight factors, by Cholesky decomposition of the centred cross products.</summary>
internal struct FactorFit : IModelFit
{
    private const int Max = StudyOptions.MaxFactors;

    // A factor of which the others explain all but this share has no slope of its own that rounding leaves readable.
    private const double LeastOwnShare = 1e-10;

    private int _factors;
    private Row _mean;
    private double _meanY;
    private Row _beta;
    private Triangle _root;

    public ScoreReason Reason { get; private set; }

    public int Observations { get; private set; }

    public readonly int Parameters => _factors + 1;

    public double Alpha { get; private set; }

    public readonly double Beta => _beta[0];

    public double ResidualSumOfSquares { get; private set; }

    /// <summary>Fits over <paramref name="length"/> bars from <paramref name="start"/>, without those that are excluded.</summary>
    /// <param name="series">Returns and factors.</param>
    /// <param name="start">First bar of the estimation window.</param>
    /// <param name="length">Bars of the estimation window.</param>
    /// <param name="excluded">Bars to leave out; empty for none.</param>
    /// <param name="scratch">At least (K + 1) * length numbers.</param>
    public static FactorFit OfBars(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded, Span<double> scratch)
    {
        int factors = series.FactorCount;
        var fit = new FactorFit { _factors = factors };
        int count = 0;
        for (int k = 0; k <= factors; k++)
        {
            ReadOnlySpan<double> column = (k < factors ? series.Factor(k) : series.Returns).Slice(start, length);
            Span<double> centred = scratch.Slice(k * length, length);
            if (!excluded.IsEmpty)
            {
                count = Keep(column, excluded.Slice(start, length), centred);
                column = centred[..count];
            }
            else
            {
                count = length;
            }

            double mean = Centre(column, centred);
            if (k < factors)
            {
                fit._mean[k] = mean;
            }
            else
            {
                fit.Alpha = fit._meanY = mean;
            }
        }

        fit.Observations = count;
        fit.Solve(scratch, length, count);
        return fit;
    }

    public readonly double Expected(ReturnSeries series, int index)
    {
        double expected = Alpha;
        for (int k = 0; k < _factors; k++)
        {
            expected = Math.FusedMultiplyAdd(_beta[k], series.Factor(k)[index], expected);
        }

        return expected;
    }

    public readonly double Abnormal(ReturnSeries series, int index)
    {
        double abnormal = series.Returns[index] - _meanY;
        for (int k = 0; k < _factors; k++)
        {
            abnormal = Math.FusedMultiplyAdd(-_beta[k], series.Factor(k)[index] - _mean[k], abnormal);
        }

        return abnormal;
    }

    public readonly WindowSums Over(ReturnSeries series, int from, int length)
    {
        double car = 0, held = 1, expected = 1;
        for (int i = from; i < from + length; i++)
        {
            double abnormal = Abnormal(series, i), own = series.Returns[i];
            car += abnormal;
            held *= 1 + own;
            expected *= 1 + (own - abnormal);
        }

        return new WindowSums(car, held, expected, ParameterVariance(series, from, length));
    }

    public readonly void AbnormalReturns(ReturnSeries series, int from, Span<double> abnormal)
    {
        TensorPrimitives.Subtract(series.Returns.Slice(from, abnormal.Length), Alpha, abnormal);
        for (int k = 0; k < _factors; k++)
        {
            TensorPrimitives.MultiplyAdd(series.Factor(k).Slice(from, abnormal.Length), -_beta[k], abnormal, abnormal);
        }
    }

    public readonly double ParameterVariance(ReturnSeries series, int from, int length)
    {
        Row solved = default;
        double variance = (double)length * length / Observations;
        for (int k = 0; k < _factors; k++)
        {
            double distance = 0;
            foreach (double x in series.Factor(k).Slice(from, length))
            {
                distance += x - _mean[k];
            }

            for (int j = 0; j < k; j++)
            {
                distance -= _root[Packed(k, j)] * solved[j];
            }

            solved[k] = distance / _root[Packed(k, k)];
            variance += solved[k] * solved[k];
        }

        return variance;
    }

    private static int Keep(ReadOnlySpan<double> column, ReadOnlySpan<bool> excluded, Span<double> kept)
    {
        int count = 0;
        for (int i = 0; i < column.Length; i++)
        {
            if (!excluded[i])
            {
                kept[count++] = column[i];
            }
        }

        return count;
    }

    /// <summary>Writes distances to the mean. The mean of large values is rounded: what is left of it is taken out too where it could show.</summary>
    private static double Centre(ReadOnlySpan<double> column, Span<double> centred)
    {
        double mean = Sum(column) / column.Length;
        double rest = Subtract(column, mean, centred) / column.Length;
        if (column.Length > 0 && Math.Abs(rest) > 1e-10 * Math.Abs(centred[0]))
        {
            Subtract(centred[..column.Length], rest, centred);
        }

        return mean + rest;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        Vector<double> even = default, odd = default;
        int i = 0, step = Vector<double>.Count;
        for (; i <= values.Length - (2 * step); i += 2 * step)
        {
            even += new Vector<double>(values[i..]);
            odd += new Vector<double>(values[(i + step)..]);
        }

        double sum = Vector.Sum(even + odd);
        for (; i < values.Length; i++)
        {
            sum += values[i];
        }

        return sum;
    }

    /// <summary>Subtracts a constant and returns the sum of what is left.</summary>
    private static double Subtract(ReadOnlySpan<double> values, double constant, Span<double> result)
    {
        Vector<double> sums = default, mean = new(constant);
        int i = 0, step = Vector<double>.Count;
        for (; i <= values.Length - step; i += step)
        {
            Vector<double> distance = new Vector<double>(values[i..]) - mean;
            distance.CopyTo(result[i..]);
            sums += distance;
        }

        double sum = Vector.Sum(sums);
        for (; i < values.Length; i++)
        {
            result[i] = values[i] - constant;
            sum += result[i];
        }

        return sum;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector<double> even = default, odd = default;
        int i = 0, step = Vector<double>.Count;
        for (; i <= a.Length - (2 * step); i += 2 * step)
        {
            even = Vector.FusedMultiplyAdd(new Vector<double>(a[i..]), new Vector<double>(b[i..]), even);
            odd = Vector.FusedMultiplyAdd(new Vector<double>(a[(i + step)..]), new Vector<double>(b[(i + step)..]), odd);
        }

        double sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++)
        {
            sum = Math.FusedMultiplyAdd(a[i], b[i], sum);
        }

        return sum;
    }

    private static int Packed(int row, int column) => (row * (row + 1) / 2) + column;

    private void Solve(ReadOnlySpan<double> centred, int stride, int count)
    {
        ReadOnlySpan<double> y = centred.Slice(_factors * stride, count);
        Row forward = default;
        double syy = Dot(y, y);
        for (int k = 0; k < _factors; k++)
        {
            ReadOnlySpan<double> x = centred.Slice(k * stride, count);
            for (int j = 0; j < k; j++)
            {
                double cross = Dot(x, centred.Slice(j * stride, count));
                for (int m = 0; m < j; m++)
                {
                    cross -= _root[Packed(k, m)] * _root[Packed(j, m)];
                }

                _root[Packed(k, j)] = cross / _root[Packed(j, j)];
            }

            double own = Dot(x, x), left = own;
            double projected = Dot(x, y);
            for (int m = 0; m < k; m++)
            {
                left -= _root[Packed(k, m)] * _root[Packed(k, m)];
                projected -= _root[Packed(k, m)] * forward[m];
            }

            if (!(left > LeastOwnShare * own))
            {
                Reason = _factors == 1 ? ScoreReason.ConstantBenchmark : ScoreReason.IllConditioned;
                return;
            }

            _root[Packed(k, k)] = Math.Sqrt(left);
            forward[k] = projected / _root[Packed(k, k)];
        }

        for (int k = _factors - 1; k >= 0; k--)
        {
            double slope = forward[k];
            for (int m = k + 1; m < _factors; m++)
            {
                slope -= _root[Packed(m, k)] * _beta[m];
            }

            _beta[k] = slope / _root[Packed(k, k)];
            Alpha -= _beta[k] * _mean[k];
        }

        double explained = 0;
        for (int k = 0; k < _factors; k++)
        {
            explained += forward[k] * forward[k];
        }

        // The difference keeps twelve digits until the fit is closer than this; then only the residuals themselves will do.
        const double farEnough = 1e-3;
        ResidualSumOfSquares = syy - explained > farEnough * syy ? syy - explained : Residuals(centred, stride, count);
        Reason = ResidualSumOfSquares > 1e-24 * syy ? ScoreReason.None : ScoreReason.ZeroVariance;
    }

    private readonly double Residuals(ReadOnlySpan<double> centred, int stride, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            double residual = centred[(_factors * stride) + i];
            for (int k = 0; k < _factors; k++)
            {
                residual -= _beta[k] * centred[(k * stride) + i];
            }

            sum += residual * residual;
        }

        return sum;
    }

    [InlineArray(Max)]
    private struct Row
    {
        private double _first;
    }

    [InlineArray(Max * (Max + 1) / 2)]
    private struct Triangle
    {
        private double _first;
    }
}
