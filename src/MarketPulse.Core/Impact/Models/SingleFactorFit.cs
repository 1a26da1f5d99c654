using System.Numerics;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// The models with at most one factor: the market model, the market-adjusted model (intercept 0, slope 1) and the constant mean (slope 0).
/// </summary>
internal readonly struct SingleFactorFit : IModelFit
{
    // When the variables vary at least this much about their means, and the residuals this much relative to the returns, doubles keep
    // eleven digits.
    private const double PlainShare = 1e-2;

    // Residuals below this share of the spread of the returns are rounding errors.
    private const double Rounding = 1e-24;

    private readonly DoubleDouble _meanX;
    private readonly DoubleDouble _meanY;
    private readonly double _inverseSxx;

    private SingleFactorFit(ScoreReason reason, int observations) => (Reason, Observations) = (reason, observations);

    private SingleFactorFit(int observations, in Line line, in Centre centre, double rss, double spread)
    {
        Observations = observations;
        Parameters = line.Parameters;
        Alpha = line.Alpha;
        Beta = line.Beta;
        ResidualSumOfSquares = rss;
        _meanX = centre.MeanX;
        _meanY = centre.MeanY;
        _inverseSxx = centre.InverseSxx;
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
        if (model == ExpectedReturnModel.Market
            && prefix.TryPlain(start, length, out PlainMoments plain)
            && TrySolve(plain, length, out SingleFactorFit fit))
        {
            return fit;
        }

        Moments moments = prefix.Between(start, length);
        return Solve(model, moments, length, prefix.OriginX, prefix.OriginY);
    }

    /// <summary>The same over the bars that are not excluded.</summary>
    public static SingleFactorFit OfBars(ExpectedReturnModel model, ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded)
    {
        Moments moments = Sums(series, start, length, excluded, out int count);
        return Solve(model, moments, count, series.Moments.OriginX, series.Moments.OriginY);
    }

    /// <summary>The constant mean of the benchmark's returns; <paramref name="excluded"/> is empty when every bar counts.</summary>
    public static SingleFactorFit OfBenchmark(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded)
    {
        int count = length;
        Moments moments = excluded.IsEmpty
            ? series.Moments.Between(start, length)
            : Sums(series, start, length, excluded, out count);
        return Solve(ExpectedReturnModel.Mean, moments.OfX(), count, series.Moments.OriginX, series.Moments.OriginX);
    }

    public static SingleFactorFit Failed(ScoreReason reason, int observations) => new(reason, observations);

    public double Expected(ReturnSeries series, int index) =>
        Beta == 0 ? Alpha : Math.FusedMultiplyAdd(Beta, series.BenchmarkReturns[index], Alpha);

    public double Abnormal(ReturnSeries series, int index)
    {
        double y = series.Returns[index] - _meanY.High - _meanY.Low;
        return Beta == 0 ? y : Math.FusedMultiplyAdd(-Beta, series.BenchmarkReturns[index] - _meanX.High - _meanX.Low, y);
    }

    public WindowSums Over(ReturnSeries series, int from, int length)
    {
        ReadOnlySpan<double> y = series.Returns.Slice(from, length), x = Beta == 0 ? y : series.BenchmarkReturns.Slice(from, length);
        double car = 0, distance = 0, held = 1, expected = 1;
        for (int i = 0; i < y.Length && i < x.Length; i++)
        {
            double dx = x[i] - _meanX.High - _meanX.Low;
            car += Math.FusedMultiplyAdd(-Beta, dx, y[i] - _meanY.High - _meanY.Low);
            distance += dx;
            held *= 1 + y[i];
            expected *= 1 + Math.FusedMultiplyAdd(Beta, x[i], Alpha);
        }

        double fromMean = Parameters == 0 ? 0 : (double)length * length / Observations;
        double variance = Parameters < 2 ? fromMean : Math.FusedMultiplyAdd(distance * distance, _inverseSxx, fromMean);
        return new WindowSums(car, held, expected, variance);
    }

    public void AbnormalReturns(ReturnSeries series, int from, Span<double> abnormal)
    {
        ReadOnlySpan<double> y = series.Returns.Slice(from, abnormal.Length);
        ReadOnlySpan<double> x = Beta == 0 ? default : series.BenchmarkReturns.Slice(from, abnormal.Length);
        int i = 0;
        if (x.Length >= Vector<double>.Count)
        {
            Vector<double> slope = new(-Beta), meanY = new(_meanY.High), meanYLow = new(_meanY.Low);
            Vector<double> meanX = new(_meanX.High), meanXLow = new(_meanX.Low);
            for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> dx = new Vector<double>(x[i..]) - meanX - meanXLow;
                Vector<double> dy = new Vector<double>(y[i..]) - meanY - meanYLow;
                Vector.FusedMultiplyAdd(slope, dx, dy).CopyTo(abnormal[i..]);
            }
        }

        for (; i < abnormal.Length; i++)
        {
            abnormal[i] = Abnormal(series, from + i);
        }
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
            distance += x - _meanX.High - _meanX.Low;
        }

        return fromMean + (distance * distance * _inverseSxx);
    }

    private static Moments Sums(ReturnSeries series, int start, int length, ReadOnlySpan<bool> excluded, out int count)
    {
        ReadOnlySpan<double> y = series.Returns, x = series.FactorCount > 0 ? series.BenchmarkReturns : y;
        (double originX, double originY) = (series.Moments.OriginX, series.Moments.OriginY);
        Moments moments = default;
        count = 0;
        for (int i = start; i < start + length; i++)
        {
            if (!excluded[i])
            {
                moments.Add(x[i] - originX, y[i] - originY);
                count++;
            }
        }

        return moments;
    }

    /// <summary>Solves the market model in doubles; false when cancellation would lose digits.</summary>
    private static bool TrySolve(in PlainMoments sums, int count, out SingleFactorFit fit)
    {
        double inverse = 1.0 / count, meanX = sums.X * inverse, meanY = sums.Y * inverse;
        double sxx = Math.FusedMultiplyAdd(-sums.X, meanX, sums.XX), syy = Math.FusedMultiplyAdd(-sums.Y, meanY, sums.YY);
        double sxy = Math.FusedMultiplyAdd(-sums.X, meanY, sums.XY), inverseSxx = 1 / sxx, beta = sxy * inverseSxx;
        double rss = Math.FusedMultiplyAdd(-beta, sxy, syy);
        var line = new Line(2, Math.FusedMultiplyAdd(-beta, meanX, meanY), beta);
        fit = new SingleFactorFit(count, line, new Centre(new DoubleDouble(meanX, 0), new DoubleDouble(meanY, 0), inverseSxx), rss, syy);
        return sxx > PlainShare * sums.XX && syy > PlainShare * sums.YY && rss > PlainShare * syy;
    }

    private static SingleFactorFit Solve(ExpectedReturnModel model, in Moments moments, int count, double originX, double originY)
    {
        double n = count, inverse = 1 / n;
        DoubleDouble sumY = moments.Y, yy = moments.YY;
        if (model == ExpectedReturnModel.MarketAdjusted)
        {
            DoubleDouble apart = DoubleDouble.Sum(originY, -originX), distance = sumY - moments.X;
            DoubleDouble difference = yy - moments.XY - moments.XY + moments.XX + (apart * (distance + distance + (apart * n)));
            return new SingleFactorFit(count, new Line(0, 0, 1), default, difference.ToDouble(), Square(originY, sumY, yy, n));
        }

        // All sums below are n times the centred sum, which saves divisions.
        DoubleDouble meanY = sumY.Over(n, inverse);
        DoubleDouble syy = (yy * n) - (sumY * sumY);
        if (model == ExpectedReturnModel.Mean)
        {
            double squares = syy.ToDouble() * inverse;
            var centre = new Centre(default, meanY + new DoubleDouble(originY, 0), 0);
            return new SingleFactorFit(
                count, new Line(1, meanY.ToDouble() + originY, 0), centre, squares, Spread(squares, Square(originY, sumY, yy, n)));
        }

        DoubleDouble sumX = moments.X, xx = moments.XX;
        DoubleDouble meanX = sumX.Over(n, inverse);
        DoubleDouble sxx = (xx * n) - (sumX * sumX), sxy = (moments.XY * n) - (sumX * sumY);
        if (!(sxx.ToDouble() > Rounding * n * xx.ToDouble()))
        {
            return Failed(ScoreReason.ConstantBenchmark, count);
        }

        double inverseSxx = 1 / sxx.ToDouble(), beta = sxy.ToDouble() * inverseSxx;
        double rss = ((syy * sxx) - (sxy * sxy)).ToDouble() * inverseSxx * inverse;
        meanX += new DoubleDouble(originX, 0);
        meanY += new DoubleDouble(originY, 0);
        double alpha = Math.FusedMultiplyAdd(-beta, meanX.High, meanY.High) + Math.FusedMultiplyAdd(-beta, meanX.Low, meanY.Low);
        double spread = Spread(syy.ToDouble() * inverse, Square(originY, sumY, yy, n));
        return new SingleFactorFit(count, new Line(2, alpha, beta), new Centre(meanX, meanY, n * inverseSxx), rss, spread);
    }

    /// <summary>
    /// A constant return leaves a rounding error of its own size, so the spread is taken as at least a ten-thousandth of the squares.
    /// </summary>
    private static double Spread(double centred, double squares) => Math.Max(centred, 1e-4 * squares);

    /// <summary>Sum of squares about zero from sums about an origin.</summary>
    private static double Square(double origin, DoubleDouble sum, DoubleDouble squares, double n) =>
        squares.ToDouble() + (origin * ((2 * sum.ToDouble()) + (n * origin)));

    /// <summary>The fitted line and how many of its parameters were estimated.</summary>
    private readonly record struct Line(int Parameters, double Alpha, double Beta);

    /// <summary>Means of the benchmark and the returns, and the inverse of the benchmark's sum of squares about its mean.</summary>
    private readonly record struct Centre(DoubleDouble MeanX, DoubleDouble MeanY, double InverseSxx);
}
