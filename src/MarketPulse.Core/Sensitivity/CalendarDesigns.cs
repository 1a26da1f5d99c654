using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>The regressions of one calendar: instruments with the same sessions and event days share them.</summary>
internal sealed class CalendarDesigns
{
    private readonly Dictionary<DesignKey, TensionDesign?> _designs = [];

    /// <summary>The regression with a key, created on first use; null where its slope is undefined.</summary>
    public TensionDesign? Get(DesignKey key, Func<TensionDesign?> create)
    {
        ref TensionDesign? design = ref CollectionsMarshal.GetValueRefOrAddDefault(_designs, key, out bool exists);
        if (!exists)
        {
            design = create();
        }

        return design;
    }

    /// <summary>A fingerprint of everything that the regressions depend on.</summary>
    public static string Fingerprint(
        ReadOnlySpan<DateOnly> dates, ReadOnlySpan<double> abnormal, IReadOnlyList<IReadOnlyList<ObservedEvent>> observed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(dates));
        var bits = new byte[abnormal.Length];
        for (int i = 0; i < bits.Length; i++)
        {
            bits[i] = double.IsFinite(abnormal[i]) ? (byte)1 : (byte)0;
        }

        hash.AppendData(bits);
        var days = new List<int>();
        foreach (IReadOnlyList<ObservedEvent> window in observed)
        {
            days.Add(-1);
            foreach (ObservedEvent one in window)
            {
                days.Add(one.Event);
                days.Add(double.IsFinite(one.Car) ? one.Day0.DayNumber : -2);
            }
        }

        hash.AppendData(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(days)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Prepares the regression of one set of event days.</summary>
    /// <param name="dates">Date of each session.</param>
    /// <param name="abnormal">Abnormal return of each session; sessions without one are left out.</param>
    /// <param name="days">The event days.</param>
    /// <param name="window">The window, which gives the lags.</param>
    /// <param name="horizon">Weights of the sessions.</param>
    /// <param name="sessions">Range of the sessions to include.</param>
    public static TensionDesign? Create(
        ReadOnlySpan<DateOnly> dates,
        ReadOnlySpan<double> abnormal,
        ObservedDays days,
        EventWindow window,
        HorizonWeights horizon,
        Range sessions)
    {
        (int from, int to) = (sessions.Start.Value, sessions.End.Value);
        var intensity = new double[dates.Length];
        for (int i = 0; i < days.Count; i++)
        {
            if (days.Session[i] < intensity.Length)
            {
                intensity[days.Session[i]] += days.Intensity[i];
            }
        }

        while (from < to && !(double.IsFinite(abnormal[from]) && horizon.WeightOn(dates[from]) > 0))
        {
            from++;
        }

        var weights = new double[Math.Max(0, to - from)];
        for (int t = 0; t < weights.Length; t++)
        {
            weights[t] = double.IsFinite(abnormal[from + t]) ? horizon.WeightOn(dates[from + t]) : 0;
        }

        return TensionDesign.Create(intensity, from, weights, window);
    }
}

/// <summary>Which of the regressions of a calendar one is.</summary>
/// <param name="Window">Position of the window in the options.</param>
/// <param name="Kind">Position of the kind of events in the <see cref="EventIndex"/>.</param>
/// <param name="Horizon">The horizon.</param>
/// <param name="Part">Which sessions it covers.</param>
internal readonly record struct DesignKey(int Window, int Kind, Horizon Horizon, CalendarPart Part);

/// <summary>The sessions that a regression covers.</summary>
internal enum CalendarPart
{
    /// <summary>All sessions.</summary>
    Whole,

    /// <summary>The sessions up to the middle of the event days.</summary>
    FirstHalf,

    /// <summary>The sessions from the middle of the event days on.</summary>
    SecondHalf,
}
