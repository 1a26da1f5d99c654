using MarketPulse.Core.Numerics;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>The generalised rank test of cumulative abnormal returns (Kolari and Pynnonen 2011, GRANK-T).</summary>
public static class GeneralisedRank
{
    /// <summary>
    /// The whole event window becomes one more day of each estimation window: the SCAR, divided by the standard deviation of the SCARs so
    /// that a larger variance during events does not count as an effect. U = rank / (T + 1) - 1/2 over these T = L + 1 values, ties by
    /// average rank; Z = mean U of the event over the root of (1/T) sum over all T days of (n / N) (mean U)^2; the statistic is
    /// Z sqrt((T - 2) / (T - 1 - Z^2)), Student's t with T - 2 degrees of freedom. Paired by date, the variance of the SCARs is divided by
    /// 1 - r, r being the mean correlation of the estimation residuals, because instruments that move together differ too little from each
    /// other (Kolari and Pynnonen 2010, eq. 8); the published test leaves this out and then rejects too often.
    /// </summary>
    /// <param name="observations">One per event or instrument, all with the same window length.</param>
    /// <param name="byDate">
    /// Whether days are paired by calendar date, which captures the correlation between the instruments of one event; otherwise by their
    /// distance from the event, which is right for events on different dates.
    /// </param>
    /// <returns>Null for fewer than two observations or SCARs that do not vary.</returns>
    public static SignificanceTest? Test(IReadOnlyList<EventObservation> observations, bool byDate)
    {
        ArgumentNullException.ThrowIfNull(observations);
        int n = observations.Count;
        (_, double deviation) = MeanTests.MeanAndDeviation([.. observations.Select(observation => observation.Scar)]);
        if (n < 2 || !(deviation > 0))
        {
            return null;
        }

        if (byDate && ResidualCorrelation.Mean(observations) is < 1 and var correlation)
        {
            deviation /= Math.Sqrt(1 - correlation);
        }

        var days = new Dictionary<int, (double Sum, int Count)>();
        double atEvent = 0;
        foreach (EventObservation observation in observations)
        {
            int length = observation.EstimationAbnormal.Length;
            double scale = 1 / Math.Sqrt(observation.ResidualVariance);
            var values = new double[length + 1];
            var ranks = new double[length + 1];
            for (int i = 0; i < length; i++)
            {
                values[i] = observation.EstimationAbnormal[i] * scale;
            }

            values[length] = observation.Scar / deviation;
            Ranks.Compute(values, ranks);
            for (int i = 0; i < length; i++)
            {
                int day = byDate ? observation.EstimationDays[i] : i - length;
                (double sum, int count) = days.GetValueOrDefault(day);
                days[day] = (sum + U(ranks[i], length), count + 1);
            }

            atEvent += U(ranks[length], length);
        }

        // (n_t / N) (sum / n_t)^2 = sum^2 / (n_t N); the event has all N.
        double squares = atEvent * atEvent / n;
        foreach ((double sum, int count) in days.Values)
        {
            squares += sum * sum / count;
        }

        double t = days.Count + 1, z = atEvent / n / Math.Sqrt(squares / (t * n));
        return SignificanceTest.OfStudent(z * Math.Sqrt((t - 2) / (t - 1 - (z * z))), t - 2);

        static double U(double rank, int length) => (rank / (length + 2)) - 0.5;
    }
}
