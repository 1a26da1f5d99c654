using MarketPulse.Core.Markets;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>The market model as it is usually written: plain loops that sum over the estimation window of each event.</summary>
internal static class BaselineOls
{
    public static (double Beta, double Car, double Bhar, double Scar) Study(
        ReturnSeries series, int day0, int first, int last, int length, int gap)
    {
        ReadOnlySpan<double> y = series.Returns, x = series.BenchmarkReturns;
        int start = day0 - gap - length;
        double sumX = 0, sumY = 0;
        for (int i = start; i < start + length; i++)
        {
            sumX += x[i];
            sumY += y[i];
        }

        double meanX = sumX / length, meanY = sumY / length, sxx = 0, sxy = 0;
        for (int i = start; i < start + length; i++)
        {
            sxx += (x[i] - meanX) * (x[i] - meanX);
            sxy += (x[i] - meanX) * (y[i] - meanY);
        }

        double beta = sxy / sxx, alpha = meanY - (beta * meanX), squares = 0;
        for (int i = start; i < start + length; i++)
        {
            double residual = y[i] - alpha - (beta * x[i]);
            squares += residual * residual;
        }

        double variance = squares / (length - 2), car = 0, distance = 0, held = 1, expected = 1;
        for (int i = day0 + first; i <= day0 + last; i++)
        {
            double normal = alpha + (beta * x[i]);
            car += y[i] - normal;
            distance += x[i] - meanX;
            held *= 1 + y[i];
            expected *= 1 + normal;
        }

        double w = last - first + 1;
        return (beta, car, held - expected, car / Math.Sqrt(variance * (w + (w * w / length) + (distance * distance / sxx))));
    }
}
