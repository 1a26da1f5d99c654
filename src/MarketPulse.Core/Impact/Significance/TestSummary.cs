using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>
/// Every test of a mean effect over one window: one instrument over many events, or one event over many instruments. Tests that could not
/// be computed are null.
/// </summary>
public sealed record TestSummary
{
    /// <summary>Symbol of the instrument, or id of the event.</summary>
    [Column("subject", Example = "FXI")]
    public string Subject { get; init; } = "";

    /// <summary>Key of the window.</summary>
    [Column("window", Example = "m1_p1")]
    public string Window { get; init; } = "";

    /// <summary>Number of observations, N: events with different days 0, or instruments.</summary>
    [Column("count", Unit = "count")]
    public int Count { get; init; }

    /// <summary>Mean CAR.</summary>
    [Column("mean_car", Unit = "fraction")]
    public double? MeanCar { get; init; }

    /// <summary>Median CAR.</summary>
    [Column("median_car", Unit = "fraction")]
    public double? MedianCar { get; init; }

    /// <summary>Share of positive CARs.</summary>
    [Column("positive_share", Unit = "fraction")]
    public double? PositiveShare { get; init; }

    /// <summary>Mean over observations of the window's variance relative to that of the estimation window.</summary>
    [Column("variance_ratio", Unit = "ratio")]
    public double? VarianceRatio { get; init; }

    /// <summary>Cross-sectional t of the CARs; assumes independence.</summary>
    [Column("t_cross_section")]
    public double? TCrossSection { get; init; }

    /// <summary>Two-sided p of the cross-sectional t.</summary>
    [Column("p_cross_section", Unit = "probability")]
    public double? PCrossSection { get; init; }

    /// <summary>Patell z of the SCARs; assumes independence and unchanged variance.</summary>
    [Column("z_patell")]
    public double? ZPatell { get; init; }

    /// <summary>Two-sided p of the Patell z.</summary>
    [Column("p_patell", Unit = "probability")]
    public double? PPatell { get; init; }

    /// <summary>BMP t of the SCARs; assumes independence.</summary>
    [Column("t_bmp")]
    public double? TBmp { get; init; }

    /// <summary>Two-sided p of the BMP t.</summary>
    [Column("p_bmp", Unit = "probability")]
    public double? PBmp { get; init; }

    /// <summary>Mean correlation of the estimation residuals of different instruments; null for one instrument.</summary>
    [Column("mean_correlation", Unit = "ratio")]
    public double? MeanCorrelation { get; init; }

    /// <summary>Kolari-Pynnonen t: BMP corrected for the mean correlation; null for one instrument.</summary>
    [Column("t_kolari_pynnonen")]
    public double? TKolariPynnonen { get; init; }

    /// <summary>Two-sided p of the Kolari-Pynnonen t.</summary>
    [Column("p_kolari_pynnonen", Unit = "probability")]
    public double? PKolariPynnonen { get; init; }

    /// <summary>Corrado rank z of the window.</summary>
    [Column("z_corrado")]
    public double? ZCorrado { get; init; }

    /// <summary>Two-sided p of the Corrado z.</summary>
    [Column("p_corrado", Unit = "probability")]
    public double? PCorrado { get; init; }

    /// <summary>
    /// Generalised rank t (<see cref="GeneralisedRank"/>): robust to a larger variance during events and, across the instruments of one
    /// event, to their correlation.
    /// </summary>
    [Column("t_generalised_rank")]
    public double? TGeneralisedRank { get; init; }

    /// <summary>Two-sided p of the generalised rank t.</summary>
    [Column("p_generalised_rank", Unit = "probability")]
    public double? PGeneralisedRank { get; init; }

    /// <summary>Generalised sign z of the CARs; assumes independence.</summary>
    [Column("z_sign")]
    public double? ZSign { get; init; }

    /// <summary>Two-sided p of the generalised sign z.</summary>
    [Column("p_sign", Unit = "probability")]
    public double? PSign { get; init; }

    /// <summary>Wilcoxon signed-rank z of the CARs; assumes independence.</summary>
    [Column("z_wilcoxon")]
    public double? ZWilcoxon { get; init; }

    /// <summary>Two-sided p of the Wilcoxon test, exact for up to 50 observations without ties.</summary>
    [Column("p_wilcoxon", Unit = "probability")]
    public double? PWilcoxon { get; init; }

    /// <summary>Skewness-adjusted t of the CARs; assumes independence.</summary>
    [Column("t_skewness")]
    public double? TSkewness { get; init; }

    /// <summary>Two-sided p of the skewness-adjusted t.</summary>
    [Column("p_skewness", Unit = "probability")]
    public double? PSkewness { get; init; }

    /// <summary>p of the cross-sectional t by wild bootstrap; null unless requested.</summary>
    [Column("p_bootstrap", Unit = "probability")]
    public double? PBootstrap { get; init; }

    /// <summary>The p to quote: Kolari-Pynnonen across instruments, BMP across the events of one instrument.</summary>
    [Column("p_headline", Unit = "probability")]
    public double? PHeadline { get; init; }

    /// <summary>Benjamini-Hochberg q of <see cref="PHeadline"/> over the summaries of one window.</summary>
    [Column("q_headline", Unit = "probability")]
    public double? QHeadline { get; init; }

    /// <summary>The instrument's benchmark; empty when there is none, or when the subject is an event.</summary>
    [Column("benchmark", Example = "SPY")]
    public string Benchmark { get; init; } = "";

    /// <summary>Number of observations with a scheduled release in the window; null without a calendar of them.</summary>
    [Column("confounded", Unit = "count")]
    public int? Confounded { get; init; }

    /// <summary>
    /// Mean CAR of events without a release in the window: the constant of a regression on a dummy for each kind of release; null without a
    /// calendar, or with too few events.
    /// </summary>
    [Column("mean_car_clean", Unit = "fraction")]
    public double? MeanCarClean { get; init; }

    /// <summary>Lower end of the 95% interval of <see cref="MeanCarClean"/>.</summary>
    [Column("mean_car_clean_lo", Unit = "fraction")]
    public double? MeanCarCleanLo { get; init; }

    /// <summary>Upper end of the 95% interval of <see cref="MeanCarClean"/>.</summary>
    [Column("mean_car_clean_hi", Unit = "fraction")]
    public double? MeanCarCleanHi { get; init; }

    /// <summary>Two-sided p of <see cref="MeanCarClean"/>; compare it with that of the cross-sectional t.</summary>
    [Column("p_clean", Unit = "probability")]
    public double? PClean { get; init; }

    /// <summary>Runs every test across the events of one instrument.</summary>
    /// <param name="observations">
    /// One per event, all with the same window length; events that share a day 0 must come as one observation.
    /// </param>
    /// <param name="bootstrapDraws">Draws of the wild bootstrap; 0 leaves it out.</param>
    /// <param name="seed">Seed of the bootstrap: the same seed gives the same p.</param>
    /// <param name="cancellationToken">Stops within the bootstrap.</param>
    public static TestSummary AcrossEvents(
        IReadOnlyList<EventObservation> observations, int bootstrapDraws = 0, int seed = 1, CancellationToken cancellationToken = default)
    {
        TestSummary summary = Compute(observations, bootstrapDraws, seed, cancellationToken);
        SignificanceTest? rank = GeneralisedRank.Test(observations, byDate: false);
        return summary with
        {
            TGeneralisedRank = rank?.Statistic,
            PGeneralisedRank = rank?.PValue,
            PHeadline = summary.PBmp,
        };
    }

    /// <summary>Runs every test across the instruments of one event, whose residuals are correlated.</summary>
    /// <param name="observations">One per instrument, all with the same window length.</param>
    /// <param name="bootstrapDraws">Draws of the wild bootstrap; 0 leaves it out.</param>
    /// <param name="seed">Seed of the bootstrap: the same seed gives the same p.</param>
    /// <param name="cancellationToken">Stops within the bootstrap.</param>
    public static TestSummary AcrossInstruments(
        IReadOnlyList<EventObservation> observations, int bootstrapDraws = 0, int seed = 1, CancellationToken cancellationToken = default)
    {
        SignificanceTest? rank = GeneralisedRank.Test(observations, byDate: true);
        TestSummary summary = Compute(observations, bootstrapDraws, seed, cancellationToken) with
        {
            TGeneralisedRank = rank?.Statistic,
            PGeneralisedRank = rank?.PValue,
        };
        if (summary.Count == 0 || ResidualCorrelation.Mean(observations) is not { } correlation)
        {
            return summary;
        }

        SignificanceTest? corrected = summary.TBmp is { } bmp ? MeanTests.KolariPynnonen(bmp, summary.Count, correlation) : null;
        return summary with
        {
            MeanCorrelation = correlation,
            TKolariPynnonen = corrected?.Statistic,
            PKolariPynnonen = corrected?.PValue,
            PHeadline = corrected?.PValue,
        };
    }

    private static TestSummary Compute(
        IReadOnlyList<EventObservation> observations, int bootstrapDraws, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observations);
        int n = observations.Count;
        if (n == 0)
        {
            return new TestSummary();
        }

        var cars = new double[n];
        var scars = new double[n];
        var degrees = new int[n];
        double ratios = 0;
        for (int i = 0; i < n; i++)
        {
            (cars[i], scars[i], degrees[i]) = (observations[i].Car, observations[i].Scar, observations[i].DegreesOfFreedom);
            ratios += observations[i].VarianceRatio;
        }

        SignificanceTest? t = MeanTests.CrossSectional(cars);
        SignificanceTest? patell = MeanTests.Patell(scars, degrees);
        SignificanceTest? bmp = MeanTests.CrossSectional(scars);
        SignificanceTest? corrado = RankTests.Corrado(observations).Window;
        SignificanceTest? sign = RankTests.GeneralisedSign(cars, RankTests.PositiveShare(observations));
        SignificanceTest? wilcoxon = RankTests.Wilcoxon(cars);
        SignificanceTest? skewness = MeanTests.SkewnessAdjusted(cars);
        SignificanceTest? bootstrap = bootstrapDraws > 0 ? WildBootstrap.Test(cars, bootstrapDraws, seed, cancellationToken) : null;
        double[] ordered = [.. cars.Order()];
        return new TestSummary
        {
            Count = n,
            MeanCar = MeanTests.MeanAndDeviation(cars).Mean,
            MedianCar = 0.5 * (ordered[(n - 1) / 2] + ordered[n / 2]),
            PositiveShare = (double)cars.Count(car => car > 0) / n,
            VarianceRatio = ratios / n,
            TCrossSection = t?.Statistic,
            PCrossSection = t?.PValue,
            ZPatell = patell?.Statistic,
            PPatell = patell?.PValue,
            TBmp = bmp?.Statistic,
            PBmp = bmp?.PValue,
            ZCorrado = corrado?.Statistic,
            PCorrado = corrado?.PValue,
            ZSign = sign?.Statistic,
            PSign = sign?.PValue,
            ZWilcoxon = wilcoxon?.Statistic,
            PWilcoxon = wilcoxon?.PValue,
            TSkewness = skewness?.Statistic,
            PSkewness = skewness?.PValue,
            PBootstrap = bootstrap?.PValue,
        };
    }
}
