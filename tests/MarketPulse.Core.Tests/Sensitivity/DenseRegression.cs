using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>The tension beta computed directly: full matrices, weighted least squares, HC3, Newey-West with Bartlett weights.</summary>
internal static class DenseRegression
{
    /// <param name="y">Abnormal returns of the sessions that count.</param>
    /// <param name="x">A constant and the lags, a row per session.</param>
    /// <param name="weights">Weight of each session.</param>
    /// <param name="others">Number of columns after the lags, which are not summed.</param>
    public static (double Slope, double StandardError) SumOfLags(double[] y, double[][] x, double[] weights, int others = 0)
    {
        int n = y.Length, k = x[0].Length;
        Matrix<double> design = Matrix<double>.Build.DenseOfRowArrays(x);
        Matrix<double> scaled = Matrix<double>.Build.Dense(n, k, (i, j) => x[i][j] * weights[i]);
        Matrix<double> inverse = (design.Transpose() * scaled).Inverse();
        Vector<double> coefficients = inverse * (scaled.Transpose() * Vector<double>.Build.Dense(y));
        Vector<double> residuals = Vector<double>.Build.Dense(y) - (design * coefficients);
        Matrix<double> hat = design * inverse * scaled.Transpose();
        Matrix<double> scores = Matrix<double>.Build.Dense(n, k, (i, j) => scaled[i, j] * residuals[i] / (1 - hat[i, i]));
        Matrix<double> meat = scores.Transpose() * scores;
        for (int lag = 1; lag <= 5; lag++)
        {
            Matrix<double> product = scores.SubMatrix(lag, n - lag, 0, k).Transpose() * scores.SubMatrix(0, n - lag, 0, k);
            meat += (1 - (lag / 6.0)) * (product + product.Transpose());
        }

        Matrix<double> covariance = inverse * meat * inverse;
        Vector<double> sum = Vector<double>.Build.Dense(k, i => i == 0 || i >= k - others ? 0 : 1);
        return (coefficients.SubVector(1, k - 1 - others).Sum(), Math.Sqrt(sum * covariance * sum));
    }

    /// <summary>A constant and the intensity at the lags from..to, for sessions first..end.</summary>
    public static double[][] Lags(double[] intensity, int first, int end, int from, int to) =>
    [
        .. Enumerable.Range(first, end - first).Select(t => (double[])
        [
            1, .. Enumerable.Range(from, to - from + 1).Select(lag => t - lag >= 0 && t - lag < intensity.Length ? intensity[t - lag] : 0),
        ]),
    ];
}
