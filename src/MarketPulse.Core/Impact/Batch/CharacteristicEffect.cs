using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact.Batch;

/// <summary>
/// How the cumulative abnormal returns of one window differ between instruments with a characteristic: one coefficient of a regression of
/// the CARs of all events and instruments on a constant and the characteristics (<see cref="Significance.ClusteredRegression"/>).
/// </summary>
public sealed record CharacteristicEffect
{
    /// <summary>Name of the constant.</summary>
    public const string Constant = "constant";

    /// <summary>Key of the window.</summary>
    [Column("window", Example = "m1_p1")]
    public required string Window { get; init; }

    /// <summary>The characteristic; <c>constant</c> for the intercept.</summary>
    [Column("characteristic", Example = "china_sales")]
    public required string Characteristic { get; init; }

    /// <summary>Change of the CAR per unit of the characteristic.</summary>
    [Column("coefficient", Unit = "fraction")]
    public double? Coefficient { get; init; }

    /// <summary>Standard error, clustered by day 0.</summary>
    [Column("standard_error", Unit = "fraction")]
    public double? StandardError { get; init; }

    /// <summary>Lower end of the 95% interval.</summary>
    [Column("coefficient_lo", Unit = "fraction")]
    public double? CoefficientLo { get; init; }

    /// <summary>Upper end of the 95% interval.</summary>
    [Column("coefficient_hi", Unit = "fraction")]
    public double? CoefficientHi { get; init; }

    /// <summary>The coefficient over its standard error.</summary>
    [Column("t")]
    public double? T { get; init; }

    /// <summary>Two-sided p, Student's t with one degree of freedom less than there are days 0.</summary>
    [Column("p", Unit = "probability")]
    public double? P { get; init; }

    /// <summary>p by wild cluster bootstrap: the one to quote for fewer than about 30 days 0.</summary>
    [Column("p_bootstrap", Unit = "probability")]
    public double? PBootstrap { get; init; }

    /// <summary>Number of CARs.</summary>
    [Column("observations", Unit = "count")]
    public int Observations { get; init; }

    /// <summary>Number of instruments.</summary>
    [Column("instruments", Unit = "count")]
    public int Instruments { get; init; }

    /// <summary>Number of different days 0: the clusters.</summary>
    [Column("event_days", Unit = "count")]
    public int EventDays { get; init; }

    /// <summary>Share of the variance of the CARs that the regression explains.</summary>
    [Column("r_squared", Unit = "fraction")]
    public double? RSquared { get; init; }

    /// <summary>Why there is no regression, with the fix; empty when there is one.</summary>
    [Column("problem")]
    public string Problem { get; init; } = "";
}

/// <summary>Characteristics of instruments.</summary>
/// <param name="Names">Names of the characteristics.</param>
/// <param name="BySymbol">Values of each instrument, in the order of the names.</param>
public sealed record InstrumentCharacteristics(IReadOnlyList<string> Names, IReadOnlyDictionary<string, double[]> BySymbol);
