namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// What a window's abnormal returns add up to beside the events that are in the regression. Taken from whole windows and not from single sessions, because the
/// sessions of a window share the error of the expected-return model.
/// </summary>
internal static class WindowError
{
    /// <summary>Root of the weighted mean square of the sums over every run of consecutive sessions with a weight.</summary>
    /// <param name="residuals">Residual of each session.</param>
    /// <param name="weights">Weight of each session; 0 breaks a run.</param>
    /// <param name="length">Sessions of a window.</param>
    /// <param name="correction">Sessions over sessions less coefficients: residuals are smaller than errors.</param>
    /// <returns>Null where no run is long enough.</returns>
    public static double? Estimate(ReadOnlySpan<double> residuals, ReadOnlySpan<double> weights, int length, double correction)
    {
        double squares = 0, total = 0;
        for (int end = length; end <= residuals.Length; end++)
        {
            ReadOnlySpan<double> window = weights[(end - length)..end];
            if (window.Contains(0))
            {
                continue;
            }

            double sum = 0;
            foreach (double residual in residuals[(end - length)..end])
            {
                sum += residual;
            }

            squares += window[^1] * sum * sum;
            total += window[^1];
        }

        return total > 0 ? Math.Sqrt(squares / total * correction) : null;
    }
}
