namespace MarketPulse.Core.Sensitivity;

/// <summary>The event days of one instrument, window, kind and horizon, by date: events that share a day 0 are one observation.</summary>
internal sealed class ObservedDays
{
    private ObservedDays(int count)
    {
        Day0 = new DateOnly[count];
        Intensity = new double[count];
        Weight = new double[count];
        Car = new double[count];
        Scar = new double[count];
        Volume = new double[count];
        Volatility = new double[count];
        MainEvent = new int[count];
        Session = new int[count];
    }

    public DateOnly[] Day0 { get; }

    /// <summary>Summed signed intensity.</summary>
    public double[] Intensity { get; }

    public double[] Weight { get; }

    public double[] Car { get; }

    public double[] Scar { get; }

    public double[] Volume { get; }

    public double[] Volatility { get; }

    /// <summary>The event with the largest intensity of the day.</summary>
    public int[] MainEvent { get; }

    /// <summary>Position of the day among the instrument's sessions.</summary>
    public int[] Session { get; }

    public int Events { get; private set; }

    public int Overlapping { get; private set; }

    public int Count => Day0.Length;

    /// <summary>Positions of the days of escalation or de-escalation.</summary>
    public int[] Signed { get; private set; } = [];

    /// <summary>Whether all signed days have one and the same intensity, so that no slope can be told from a mean.</summary>
    public bool IsConstant => Array.TrueForAll(Signed, i => Intensity[i] == Intensity[Signed[0]]);

    /// <summary>Groups observations.</summary>
    /// <param name="observed">Observations ascending by day 0, then event.</param>
    /// <param name="kind">Which events count.</param>
    /// <param name="eventIndex">The events that count, by position.</param>
    /// <param name="weights">Which days count, and how much.</param>
    /// <param name="sessions">Position of each observation's day 0 among the instrument's sessions.</param>
    public static ObservedDays Of(ObservedEvent[] observed, EventKind kind, EventIndex eventIndex, HorizonWeights weights, int[] sessions)
    {
        int count = 0;
        DateOnly last = DateOnly.MinValue;
        foreach (ObservedEvent one in observed)
        {
            if (Counts(one))
            {
                count += one.Day0 == last ? 0 : 1;
                last = one.Day0;
            }
        }

        var days = new ObservedDays(count);
        int at = -1;
        bool overlaps = false;
        for (int o = 0; o < observed.Length; o++)
        {
            ObservedEvent one = observed[o];
            if (!Counts(one))
            {
                continue;
            }

            double intensity = eventIndex.Intensity[one.Event];
            if (at < 0 || days.Day0[at] != one.Day0)
            {
                days.Overlapping += overlaps ? 1 : 0;
                at++;
                overlaps = false;
                days.Day0[at] = one.Day0;
                days.Weight[at] = weights.Of(one.Day0);
                days.Session[at] = sessions[o];
                days.Car[at] = one.Car;
                days.Scar[at] = one.Scar;
                days.Volume[at] = one.VolumeScore;
                days.Volatility[at] = one.VolatilityScore;
                days.MainEvent[at] = one.Event;
            }
            else if (Math.Abs(intensity) > Math.Abs(eventIndex.Intensity[days.MainEvent[at]]))
            {
                days.MainEvent[at] = one.Event;
            }

            days.Events++;
            days.Intensity[at] += intensity;
            overlaps |= one.Overlaps;
        }

        days.Overlapping += overlaps ? 1 : 0;
        days.Signed = [.. Enumerable.Range(0, count).Where(i => days.Intensity[i] != 0)];
        return days;

        bool Counts(ObservedEvent one) => kind.Members[one.Event] && weights.Of(one.Day0) > 0 && double.IsFinite(one.Car);
    }

    /// <summary>Values and weights of the days whose intensity has the given sign; of all days when it is null. Missing values are left out.</summary>
    public (double[] Values, double[] Weights) Where(int? sign, double[] values)
    {
        double[] chosen = new double[Count], weights = new double[Count];
        int count = 0;
        for (int i = 0; i < Count; i++)
        {
            if ((sign is null || Math.Sign(Intensity[i]) == sign) && double.IsFinite(values[i]))
            {
                chosen[count] = values[i];
                weights[count++] = Weight[i];
            }
        }

        return (chosen[..count], weights[..count]);
    }
}
