using System.Numerics.Tensors;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Impact.Models;

/// <summary>The market model, the market-adjusted model (intercept 0, slope 1) and the constant mean (slope 0): one factor at most.</summary>
internal readonly struct SingleFactorFit : IModelFit
{
    // Residuals below this share of the returns' spread are rounding, not noise.
    private const double Rounding = 1e-24;

    private readonly double _meanX;
    private readonly double _inverseSxx;

    private SingleFactorFit(ScoreReason reason, int observations) => (Reason, Observations) = (reason, observations);

    private SingleFactorFit(int observations, int parameters, double alpha, double beta, double rss, double spread, double meanX, double inverseSxx)
    {
        Observations = observations;
        Parameters = parameters;
        Alpha = alpha;
        Beta = beta;
        ResidualSumOfSquares = rss;
        _meanX = meanX;
        _inverseSxx = inverseSxx;
        Reason = rss > Rounding * spread ? ScoreReason.None : ScoreReason.ZeroVariance;
    }

    public ScoreReason Reason { get; }

    public int Observations { get; }

    public int Parameters { get; }

    public double Alpha { get; }

    public double Beta { get; }

    public double ResidualSumOfSquares { get; }

    /// <summary>Least squares of the returns on the benchmark's, or on a constant, from running sums.</summary>
    public static SingleFactorFit OfPrefix(ExpectedReturnModel model, MomentPrefix prefix, int start, int length)
    {
        Moments moments = prefix.Between(start, length);
        return Solve(model, moments, length);
    }

    /// <summary>The same over the bars that are not excluded.</summary>
    public static SingleFactorFit OfBars(ExpectedReturnModel model, ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded)
    {
        ReadOnlySpan<double> y = series.Returns, x = series.FactorCount > 0 ? series.BenchmarkReturns : y;
        Moments moments = default;
        int count = 0;
        for (int i = start; i < start + length; i++)
        {
            if (!excluded[i])
            {
                moments.Add(x[i], y[i]);
                count++;
            }
        }

        return Solve(model, moments, count);
    }

    public static SingleFactorFit Failed(ScoreReason reason, int observations) => new(reason, observations);

    public double Expected(ReturnSeries series, int index) =>
        Beta == 0 ? Alpha : Math.FusedMultiplyAdd(Beta, series.BenchmarkReturns[index], Alpha);

    public void AbnormalReturns(ReturnSeries series, int from, Span<double> abnormal)
    {
        ReadOnlySpan<double> y = series.Returns.Slice(from, abnormal.Length);
        if (Beta == 0)
        {
            TensorPrimitives.Subtract(y, Alpha, abnormal);
            return;
        }

        ReadOnlySpan<double> x = series.BenchmarkReturns.Slice(from, abnormal.Length);
        TensorPrimitives.MultiplyAdd(x, -Beta, y, abnormal);
        TensorPrimitives.Subtract(abnormal, Alpha, abnormal);
    }

    public double ParameterVariance(ReturnSeries series, int from, int length)
    {
        double fromMean = Parameters == 0 ? 0 : (double)length * length / Observations;
        if (Parameters < 2)
        {
            return fromMean;
        }

        double distance = 0;
        foreach (double x in series.BenchmarkReturns.Slice(from, length))
        {
            distance += x - _meanX;
        }

        return fromMean + (distance * distance * _inverseSxx);
    }

    private static SingleFactorFit Solve(ExpectedReturnModel model, in Moments moments, int count)
    {
        var n = new DoubleDouble(count, 0);
        DoubleDouble sumY = moments.Y, yy = moments.YY;
        if (model == ExpectedReturnModel.MarketAdjusted)
        {
            DoubleDouble difference = yy - moments.XY - moments.XY + moments.XX;
            return new SingleFactorFit(count, 0, 0, 1, difference.ToDouble(), yy.ToDouble(), 0, 0);
        }

        DoubleDouble meanY = sumY / n;
        DoubleDouble syy = yy - (meanY * sumY);
        if (model == ExpectedReturnModel.Mean)
        {
            return new SingleFactorFit(count, 1, meanY.ToDouble(), 0, syy.ToDouble(), Spread(syy, yy), 0, 0);
        }

        DoubleDouble sumX = moments.X, xx = moments.XX;
        DoubleDouble meanX = sumX / n;
        DoubleDouble sxx = xx - (meanX * sumX);
        if (!(sxx.ToDouble() > Rounding * xx.ToDouble()))
        {
            return Failed(ScoreReason.ConstantBenchmark, count);
        }

        DoubleDouble sxy = moments.XY - (meanX * sumY);
        DoubleDouble beta = sxy / sxx;
        DoubleDouble rss = syy - (beta * sxy);
        DoubleDouble alpha = meanY - (beta * meanX);
        return new SingleFactorFit(
            count, 2, alpha.ToDouble(), beta.ToDouble(), rss.ToDouble(), Spread(syy, yy), meanX.ToDouble(), 1 / sxx.ToDouble());
    }

    /// <summary>A constant return leaves rounding of its own size, so the spread counts as at least a millionth of the squares.</summary>
    private static double Spread(DoubleDouble centred, DoubleDouble squares) => Math.Max(centred.ToDouble(), 1e-6 * squares.ToDouble());
}
