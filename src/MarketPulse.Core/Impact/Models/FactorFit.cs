using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// Least squares on an intercept and up to eight factors, by Cholesky decomposition of the centred cross products. MathNet's decompositions
/// allocate; this one does not, because it runs once per study.
/// </summary>
internal struct FactorFit : IModelFit
{
    private const int Max = StudyOptions.MaxFactors;

    // A factor of which the others explain all but this share has no slope that can be told from rounding.
    private const double LeastOwnShare = 1e-10;

    private int _factors;

    // Of the factors, then of the returns.
    private Row _mean;
    private Row _beta;

    // The Cholesky factor of the centred cross products; its diagonal is stored inverted.
    private Triangle _root;

    public ScoreReason Reason { get; private set; }

    public int Observations { get; private set; }

    public readonly int Parameters => _factors + 1;

    public double Alpha { get; private set; }

    public readonly double Beta => _beta[0];

    public double ResidualSumOfSquares { get; private set; }

    /// <summary>
    /// Fits the model over <paramref name="length"/> bars from <paramref name="start"/>, without those that are excluded.
    /// </summary>
    /// <param name="series">Returns and factors.</param>
    /// <param name="start">First bar of the estimation window.</param>
    /// <param name="length">Number of bars in the estimation window.</param>
    /// <param name="excluded">Bars to leave out, one flag per bar of the series; empty for none.</param>
    /// <param name="scratch">Room for at least <see cref="FactorColumns.ScratchLength"/> numbers.</param>
    public static FactorFit OfBars(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded, Span<double> scratch)
    {
        var columns = new FactorColumns(series, start, length, excluded, scratch);
        var fit = new FactorFit { _factors = series.FactorCount, Observations = columns.Count };
        if (columns.Count > columns.Number)
        {
            fit.Solve(columns);
        }

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
        double abnormal = series.Returns[index] - _mean[_factors];
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
                distance -= _root[CrossProducts.Packed(k, j)] * solved[j];
            }

            solved[k] = distance * _root[CrossProducts.Packed(k, k)];
            variance += solved[k] * solved[k];
        }

        return variance;
    }

    private void Solve(in FactorColumns columns)
    {
        Products crossed = default;
        Row forward = default;
        CrossProducts.Means(columns, _mean);
        CrossProducts.Compute(columns, _mean, crossed);
        SharpenMeans(columns, crossed);
        double syy = crossed[CrossProducts.Packed(_factors, _factors)], explained = 0;
        for (int k = 0; k < _factors; k++)
        {
            int row = CrossProducts.Packed(k, 0);
            double own = crossed[row + k], left = own, projected = crossed[CrossProducts.Packed(_factors, k)];
            for (int j = 0; j < k; j++)
            {
                int other = CrossProducts.Packed(j, 0);
                double cross = crossed[row + j];
                for (int m = 0; m < j; m++)
                {
                    cross -= _root[row + m] * _root[other + m];
                }

                cross *= _root[other + j];
                _root[row + j] = cross;
                left -= cross * cross;
                projected -= cross * forward[j];
            }

            if (!(left > LeastOwnShare * own))
            {
                Reason = _factors == 1 ? ScoreReason.ConstantBenchmark : ScoreReason.IllConditioned;
                return;
            }

            _root[row + k] = 1 / Math.Sqrt(left);
            forward[k] = projected * _root[row + k];
            explained += forward[k] * forward[k];
        }

        Alpha = _mean[_factors];
        for (int k = _factors - 1; k >= 0; k--)
        {
            double slope = forward[k];
            for (int m = k + 1; m < _factors; m++)
            {
                slope -= _root[CrossProducts.Packed(m, k)] * _beta[m];
            }

            _beta[k] = slope * _root[CrossProducts.Packed(k, k)];
            Alpha -= _beta[k] * _mean[k];
        }

        // The difference keeps twelve digits unless the fit is closer than this; then the residuals must be summed themselves.
        const double farEnough = 1e-3;
        ResidualSumOfSquares = syy - explained > farEnough * syy ? syy - explained : Residuals(columns);
        Reason = ResidualSumOfSquares > 1e-24 * syy ? ScoreReason.None : ScoreReason.ZeroVariance;
    }

    /// <summary>Corrects the means of values far from zero, whose rounding error matters beside their spread.</summary>
    private void SharpenMeans(in FactorColumns columns, ReadOnlySpan<double> crossed)
    {
        const double far = 1e6;
        for (int k = 0; k <= _factors; k++)
        {
            if (_mean[k] * _mean[k] * columns.Count > far * crossed[CrossProducts.Packed(k, k)])
            {
                _mean[k] += CrossProducts.Rest(columns[k], _mean[k]);
            }
        }
    }

    private readonly double Residuals(in FactorColumns columns)
    {
        double sum = 0;
        for (int i = 0; i < columns.Count; i++)
        {
            double residual = columns[_factors][i] - _mean[_factors];
            for (int k = 0; k < _factors; k++)
            {
                residual = Math.FusedMultiplyAdd(-_beta[k], columns[k][i] - _mean[k], residual);
            }

            sum += residual * residual;
        }

        return sum;
    }

    [InlineArray(Max + 1)]
    private struct Row
    {
        private double _first;
    }

    [InlineArray(Max * (Max + 1) / 2)]
    private struct Triangle
    {
        private double _first;
    }

    [InlineArray((Max + 1) * (Max + 2) / 2)]
    private struct Products
    {
        private double _first;
    }
}
