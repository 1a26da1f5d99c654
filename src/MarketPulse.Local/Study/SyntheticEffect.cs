using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;

namespace MarketPulse.Local.Study;

/// <summary>The effect of one event on one instrument by synthetic control, beside that by its market model; fractions.</summary>
internal sealed record SyntheticEffect
{
    /// <summary>The study by the market model.</summary>
    public required StudyRow Row { get; init; }

    /// <summary>The synthetic control; null when there is none.</summary>
    public SyntheticResult? Result { get; init; }

    /// <summary>The event.</summary>
    [Column("event_id")]
    public string EventId => Row.EventId;

    /// <summary>The session that is day 0.</summary>
    [Column("day0")]
    public string Day0 => Row.Day0;

    /// <summary>The instrument.</summary>
    [Column("symbol")]
    public string Symbol => Row.Symbol;

    /// <summary>Key of the window.</summary>
    [Column("window")]
    public string Window => Row.Window;

    /// <summary>Sum over the window of the instrument's return less that of the donors' mixture.</summary>
    [Column("synthetic_car", Unit = "fraction")]
    public double? SyntheticCar => Result?.Car;

    /// <summary>Root mean square of that difference per session of the estimation window.</summary>
    [Column("fit_rms", Unit = "fraction")]
    public double? FitRms => Result?.Rms;

    /// <summary>p by running the method on each donor.</summary>
    [Column("p_donors", Unit = "probability")]
    public double? PDonors => Result?.PDonors;

    /// <summary>p by running the method on earlier dates.</summary>
    [Column("p_dates", Unit = "probability")]
    public double? PDates => Result?.PDates;

    /// <summary>Number of donors.</summary>
    [Column("donors", Unit = "count")]
    public int Donors { get; init; }

    /// <summary>Number of placebo dates.</summary>
    [Column("dates", Unit = "count")]
    public int Dates => Result?.Dates ?? 0;

    /// <summary>CAR of the market model.</summary>
    [Column("car", Unit = "fraction")]
    public double? Car => Row.Car;

    /// <summary>Adjusted p of the market model.</summary>
    [Column("p_adjusted", Unit = "probability")]
    public double? PAdjusted => Row.PAdjusted;

    /// <summary>The instrument's return over the window.</summary>
    [Column("raw_return", Unit = "fraction")]
    public double? RawReturn => Row.RawReturn;

    /// <summary>The benchmark's return over the window.</summary>
    [Column("benchmark_return", Unit = "fraction")]
    public double? BenchmarkReturn => Row.BenchmarkReturn;

    /// <summary>Donors with their weights, largest first.</summary>
    [Column("weights")]
    public string Weights { get; init; } = "";

    /// <summary>Code of why there is no synthetic control; empty when there is one.</summary>
    [Column("reason")]
    public string Reason { get; init; } = "";
}
