namespace MarketPulse.Core.Impact;

/// <summary>One day of the path around an event; fractions.</summary>
public readonly record struct PathDay
{
    /// <summary>Day relative to day 0.</summary>
    public required int Day { get; init; }

    /// <summary>Position in the series.</summary>
    public required int Index { get; init; }

    /// <summary>The instrument's return.</summary>
    public required double Return { get; init; }

    /// <summary>The benchmark's return; null without one.</summary>
    public required double? BenchmarkReturn { get; init; }

    /// <summary>The return less the model's expectation.</summary>
    public required double AbnormalReturn { get; init; }

    /// <summary>Abnormal returns summed from the first day of the path.</summary>
    public required double Car { get; init; }

    /// <summary>Lower end of the 95% band of the sum under no effect.</summary>
    public required double BandLo { get; init; }

    /// <summary>Upper end of the 95% band of the sum under no effect.</summary>
    public required double BandHi { get; init; }
}
