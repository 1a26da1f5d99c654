namespace MarketPulse.Web.Report;

/// <summary>
/// The columns that the page reads of the resources with many rows, as its <c>rows.ts</c> declares them; the report has no others.
/// </summary>
internal static class ReportColumns
{
    private static readonly string[] ScoreColumns =
    [
        "eventid", "eventtimeutc", "symbol", "windowkey", "status", "reason", "day0", "dayzeroreason", "stance", "intensity", "link",
        "linkreason", "benchmark", "barsobserved", "barsexpected", "car_pct", "car_lo_pct", "car_hi_pct", "mde80_pct", "raw_return_pct",
        "benchmark_return_pct", "market_effect_pct", "market_score", "adjusted_score", "volume_score", "overall_score", "overall_driver",
        "q_event", "overlaps", "confounders",
    ];

    private static readonly string[] PathColumns =
    [
        "eventid", "symbol", "day", "date", "return_pct", "benchmark_return_pct", "ar_pct", "car_pct", "band_lo_pct", "band_hi_pct",
    ];

    private static readonly string[] SensitivityColumns =
    [
        "symbol", "windowkey", "horizon", "kind", "value", "status", "reason", "marks", "events", "eventdays", "escalationdays",
        "deescalationdays", "escalation_mean_pct", "escalation_lo_pct", "escalation_hi_pct", "q_escalation", "deescalation_mean_pct",
        "deescalation_lo_pct", "deescalation_hi_pct", "q_deescalation", "spread_pct", "spread_lo_pct", "spread_hi_pct", "hit_rate",
        "beta_bps", "beta_lo_bps", "beta_hi_bps", "q_beta", "beta_clean_bps", "beta_clean_error_bps", "p_beta_clean",
        "shrunk_bps", "shrunk_lo_bps", "shrunk_hi_bps", "p_placebo",
    ];

    private static readonly Dictionary<string, string[]> ByResource = new(StringComparer.Ordinal)
    {
        ["scores"] = ScoreColumns,
        ["abnormal-returns"] = PathColumns,
        ["sensitivity"] = SensitivityColumns,
    };

    /// <summary>The columns of a resource; null for all.</summary>
    public static IReadOnlyList<string>? Of(string resource) => ByResource.GetValueOrDefault(resource);
}
