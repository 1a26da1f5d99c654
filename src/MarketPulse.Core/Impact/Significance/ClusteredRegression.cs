using MarketPulse.Core.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>
/// Least squares with errors clustered by group (Liang and Zeger 1986; CR1 of Cameron and Miller 2015, eq. 11), and a wild cluster
/// bootstrap under the null (Cameron, Gelbach and Miller 2008, 3.2) for few clusters.
/// </summary>
public sealed class ClusteredRegression
{
    /// <summary>Fewest clusters of a regression.</summary>
    public const int FewestClusters = 5;

    private const int MostForEnumeration = 12;
    private const double LeastOwnShare = 1e-10;

    private static readonly double[] Webb = [-Math.Sqrt(1.5), -1, -Math.Sqrt(0.5), Math.Sqrt(0.5), 1, Math.Sqrt(1.5)];

    private readonly Matrix<double> _x;
    private readonly Vector<double> _y;
    private readonly int[] _clusters;
    private readonly Matrix<double> _inverse;
    private readonly Matrix<double>[] _products;
    private readonly double _correction;

    private ClusteredRegression(Matrix<double> x, Vector<double> y, int[] clusters, Matrix<double> inverse)
    {
        (_x, _y, _clusters, _inverse) = (x, y, clusters, inverse);
        Clusters = clusters.Max() + 1;
        _products = [.. Enumerable.Range(0, Clusters).Select(_ => Matrix<double>.Build.Dense(x.ColumnCount, x.ColumnCount))];
        for (int row = 0; row < x.RowCount; row++)
        {
            Vector<double> values = x.Row(row);
            _products[clusters[row]] += values.OuterProduct(values);
        }

        double n = x.RowCount;
        _correction = Clusters / (Clusters - 1.0) * (n - 1) / (n - x.ColumnCount);
        Coefficients = inverse * x.TransposeThisAndMultiply(y);
        Residuals = y - (x * Coefficients);
        Vector<double>[] sums = Sums(Residuals);
        StandardErrors = [.. Enumerable.Range(0, x.ColumnCount).Select(column => Error(column, sums))];
        double mean = y.Average();
        RSquared = 1 - ((Residuals * Residuals) / y.Sum(value => (value - mean) * (value - mean)));
    }

    /// <summary>Number of clusters, G.</summary>
    public int Clusters { get; }

    /// <summary>Share of the variance that the columns explain.</summary>
    public double RSquared { get; }

    /// <summary>The coefficients, by column.</summary>
    internal Vector<double> Coefficients { get; }

    /// <summary>Standard errors of the coefficients, by column.</summary>
    internal double[] StandardErrors { get; }

    private Vector<double> Residuals { get; }

    /// <summary>Fits a regression.</summary>
    /// <param name="columns">The regressors, constant included, each with one value per observation.</param>
    /// <param name="values">The observations.</param>
    /// <param name="clusters">Cluster of each observation, numbered from 0 without gaps.</param>
    /// <param name="dependent">Position of a column that the columns before it determine; -1 when there is none.</param>
    /// <returns>The fit; null when a column is dependent, or there are no more observations than columns.</returns>
    public static ClusteredRegression? Fit(
        IReadOnlyList<double[]> columns, double[] values, int[] clusters, out int dependent)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(clusters);
        dependent = -1;
        for (int column = 0; column < columns.Count; column++)
        {
            if (OwnShare(columns, column) < LeastOwnShare)
            {
                dependent = column;
                return null;
            }
        }

        if (values.Length <= columns.Count)
        {
            return null;
        }

        // Columns of very different size would lose digits in the inverse.
        double[] scales = [.. columns.Select(column => Math.Sqrt(column.Sum(value => value * value)))];
        Matrix<double> scaled = Matrix<double>.Build.Dense(
            values.Length, columns.Count, (row, column) => columns[column][row] / scales[column]);
        Matrix<double> scaledInverse = scaled.TransposeThisAndMultiply(scaled).Cholesky()
            .Solve(Matrix<double>.Build.DenseIdentity(columns.Count));
        Matrix<double> inverse = Matrix<double>.Build.Dense(
            columns.Count, columns.Count, (i, j) => scaledInverse[i, j] / (scales[i] * scales[j]));
        Matrix<double> x = Matrix<double>.Build.Dense(values.Length, columns.Count, (row, column) => columns[column][row]);
        return new ClusteredRegression(x, Vector<double>.Build.Dense(values), clusters, inverse);
    }

    /// <summary>Coefficient of a column over its clustered error: Student's t with G - 1 degrees of freedom.</summary>
    public SignificanceTest? Test(int column) =>
        SignificanceTest.OfStudent(Coefficients[column] / StandardErrors[column], Clusters - 1);

    /// <summary>
    /// p of the same statistic by wild cluster bootstrap: the regression without the column is fitted, and its residuals are multiplied by
    /// one random weight per cluster. Up to 12 clusters every pattern of signs is tried; for more, weights are Webb's six points (Webb
    /// 2023).
    /// </summary>
    /// <param name="column">The column.</param>
    /// <param name="draws">Number of draws when signs are not enumerated.</param>
    /// <param name="seed">Seed of the draws: the same seed gives the same p.</param>
    /// <param name="cancellationToken">Stops between draws.</param>
    public double? BootstrapP(int column, int draws, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(draws);
        double observed = Math.Abs(Coefficients[column] / StandardErrors[column]) * (1 - 1e-12);
        if (!double.IsFinite(observed))
        {
            return null;
        }

        // The fit under the null is the fit with the smallest correction that makes the coefficient zero.
        Vector<double> restricted = Coefficients - (_inverse.Column(column) * (Coefficients[column] / _inverse[column, column]));
        var wild = new WildClusters(column, _inverse, _products, Sums(_y - (_x * restricted)), _correction);
        var weights = new double[Clusters];
        if (Clusters <= MostForEnumeration)
        {
            int patterns = 1 << Clusters, extreme = 0;
            for (int pattern = 0; pattern < patterns; pattern++)
            {
                for (int g = 0; g < Clusters; g++)
                {
                    weights[g] = (pattern >> g & 1) == 0 ? 1 : -1;
                }

                extreme += wild.Statistic(weights) >= observed ? 1 : 0;
            }

            return (double)extreme / patterns;
        }

        var random = new Random(seed);
        int beyond = 0;
        for (int draw = 0; draw < draws; draw++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int g = 0; g < Clusters; g++)
            {
                weights[g] = Webb[random.Next(Webb.Length)];
            }

            beyond += wild.Statistic(weights) >= observed ? 1 : 0;
        }

        return (1.0 + beyond) / (draws + 1);
    }

    /// <summary>The share of a column's squares that the columns before it leave unexplained.</summary>
    private static double OwnShare(IReadOnlyList<double[]> columns, int column)
    {
        Vector<double> own = Vector<double>.Build.Dense(columns[column]);
        double squares = own * own;
        if (column == 0 || squares == 0)
        {
            return squares == 0 ? 0 : 1;
        }

        Matrix<double> before = Matrix<double>.Build.DenseOfColumnArrays(columns.Take(column).Select(
            values => Array.ConvertAll(values, value => value / Math.Sqrt(values.Sum(v => v * v)))));
        Vector<double> left = own - (before * before.QR().Solve(own));
        double mean = own.Average(), spread = own.Sum(value => (value - mean) * (value - mean));

        // A large mean must not hide a small spread, nor rounding of the mean look like one.
        return spread <= 1e-20 * squares ? 0 : (left * left) / spread;
    }

    /// <summary>Sum over each cluster of the columns times the residuals.</summary>
    private Vector<double>[] Sums(Vector<double> residuals)
    {
        Vector<double>[] sums = [.. Enumerable.Range(0, Clusters).Select(_ => Vector<double>.Build.Dense(_x.ColumnCount))];
        for (int row = 0; row < _x.RowCount; row++)
        {
            sums[_clusters[row]] += _x.Row(row) * residuals[row];
        }

        return sums;
    }

    private double Error(int column, Vector<double>[] sums)
    {
        Vector<double> influence = _inverse.Row(column);
        double variance = 0;
        foreach (Vector<double> sum in sums)
        {
            double of = influence * sum;
            variance += of * of;
        }

        return Math.Sqrt(_correction * variance);
    }

    /// <summary>
    /// The statistic of a draw from the clusters' sums alone: with residuals w u under the null, b* - b = (X'X)^-1 sum w X'u, and the sums
    /// of the new residuals are w X'u - X'X (b* - b).
    /// </summary>
    private sealed class WildClusters
    {
        private readonly int _column;
        private readonly double[][] _moves;
        private readonly double[] _own;
        private readonly double[][] _taken;
        private readonly double[] _moved;
        private readonly double _correction;

        public WildClusters(int column, Matrix<double> inverse, Matrix<double>[] products, Vector<double>[] sums, double correction)
        {
            Vector<double> influence = inverse.Row(column);
            (_column, _correction, _moved) = (column, correction, new double[influence.Count]);
            _moves = [.. sums.Select(sum => (inverse * sum).ToArray())];
            _own = [.. sums.Select(sum => influence * sum)];
            _taken = [.. products.Select(product => (influence * product).ToArray())];
        }

        /// <summary>|t| under one weight per cluster.</summary>
        public double Statistic(double[] weights)
        {
            Array.Clear(_moved);
            for (int g = 0; g < weights.Length; g++)
            {
                for (int k = 0; k < _moved.Length; k++)
                {
                    _moved[k] += weights[g] * _moves[g][k];
                }
            }

            double variance = 0;
            for (int g = 0; g < weights.Length; g++)
            {
                double sum = weights[g] * _own[g];
                for (int k = 0; k < _moved.Length; k++)
                {
                    sum -= _taken[g][k] * _moved[k];
                }

                variance += sum * sum;
            }

            return Math.Abs(_moved[_column]) / Math.Sqrt(_correction * variance);
        }
    }
}
