namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// How far a window's abnormal returns add up to something other than what the regression's events explain. It is estimated from whole
/// windows rather than single sessions, because the sessions of a window share the error of the expected-return model.
/// </summary>
internal static class WindowError
{
    /// <summary>The root mean square of the sums over every run of consecutive sessions with a weight, weighted.</summary>
    /// <param name="residuals">Residual of each session.</param>
    /// <param name="weights">Weight of each session; 0 breaks a run.</param>
    /// <param name="length">Number of sessions in a window.</param>
    /// <param name="correction">Sessions / (sessions - coefficients), because residuals are smaller than errors.</param>
    /// <returns>Null when no run is long enough.</returns>
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
