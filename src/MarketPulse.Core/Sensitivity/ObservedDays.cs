namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The event days of one instrument, window, kind and horizon, ordered by date. Events that share a day 0 are one observation.
/// </summary>
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

    /// <summary>Signed intensity of each day: the sum over its stories, each by its event with the largest intensity.</summary>
    public double[] Intensity { get; }

    /// <summary>Weight of each day under the horizon.</summary>
    public double[] Weight { get; }

    /// <summary>Cumulative abnormal return of each day's window, fraction.</summary>
    public double[] Car { get; }

    /// <summary>CAR of each day over its standard error; NaN where it is missing.</summary>
    public double[] Scar { get; }

    /// <summary>Volume score of each day; NaN where it is missing.</summary>
    public double[] Volume { get; }

    /// <summary>Volatility score of each day; NaN where it is missing.</summary>
    public double[] Volatility { get; }

    /// <summary>Position of each day's event with the largest intensity.</summary>
    public int[] MainEvent { get; }

    /// <summary>Position of each day among the instrument's sessions.</summary>
    public int[] Session { get; }

    /// <summary>Number of events on all days.</summary>
    public int Events { get; private set; }

    /// <summary>Number of days with another event in the window.</summary>
    public int Overlapping { get; private set; }

    public int Count => Day0.Length;

    /// <summary>Positions of the days whose intensity is not zero: escalation and de-escalation days.</summary>
    public int[] Signed { get; private set; } = [];

    /// <summary>Whether all signed days have the same intensity, so that a slope cannot be told from a mean.</summary>
    public bool IsConstant => Array.TrueForAll(Signed, i => Intensity[i] == Intensity[Signed[0]]);

    /// <summary>Groups observations by their day 0.</summary>
    /// <param name="observed">Observations ordered by day 0, then event.</param>
    /// <param name="kind">Which events count.</param>
    /// <param name="eventIndex">The events.</param>
    /// <param name="weights">Weights of the days; a weight of 0 leaves a day out.</param>
    /// <param name="sessions">Position of each observation's day 0 among the instrument's sessions.</param>
    public static ObservedDays GroupByDay(
        ObservedEvent[] observed, EventKind kind, EventIndex eventIndex, HorizonWeights weights, int[] sessions)
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
        var strongest = new List<(int Story, double Intensity)>();
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
                strongest.Clear();
                days.Day0[at] = one.Day0;
                days.Weight[at] = weights.WeightOn(one.Day0);
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
            days.Intensity[at] = SumOverStories(strongest, eventIndex.Story[one.Event], intensity);
            overlaps |= one.Overlaps;
        }

        days.Overlapping += overlaps ? 1 : 0;
        days.Signed = [.. Enumerable.Range(0, count).Where(i => days.Intensity[i] != 0)];
        return days;

        bool Counts(ObservedEvent one) => kind.Members[one.Event] && weights.WeightOn(one.Day0) > 0 && double.IsFinite(one.Car);
    }

    // Adds an event to those of its day of which each is the strongest of its story. Earlier events come first and win ties.
    private static double SumOverStories(List<(int Story, double Intensity)> strongest, int story, double intensity)
    {
        int known = strongest.FindIndex(one => one.Story == story);
        if (known < 0)
        {
            strongest.Add((story, intensity));
        }
        else if (Math.Abs(intensity) > Math.Abs(strongest[known].Intensity))
        {
            strongest[known] = (story, intensity);
        }

        double sum = 0;
        foreach ((_, double counted) in strongest)
        {
            sum += counted;
        }

        return sum;
    }

    /// <summary>
    /// Values and weights of the days whose intensity has the given sign, or of all days when it is null. Missing values are left out.
    /// </summary>
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
