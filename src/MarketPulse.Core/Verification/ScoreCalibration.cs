using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Verification;

/// <summary>
/// Quiet windows of all instruments, scored as if they were events: 5% are beyond 95 and 1% beyond 99 if the scores are calibrated.
/// </summary>
public sealed record ScoreCalibration
{
    /// <summary>Key of the window.</summary>
    public required string WindowKey { get; init; }

    /// <summary>Number of instruments with quiet windows.</summary>
    public required int Instruments { get; init; }

    /// <summary>Number of quiet windows.</summary>
    public required int Windows { get; init; }

    /// <summary>Share with |adjusted score| beyond 95.</summary>
    public double? AdjustedBeyond95 { get; init; }

    /// <summary>Share with |adjusted score| beyond 99.</summary>
    public double? AdjustedBeyond99 { get; init; }

    /// <summary>Share with overall score beyond 95.</summary>
    public double? OverallBeyond95 { get; init; }

    /// <summary>Share with overall score beyond 99.</summary>
    public double? OverallBeyond99 { get; init; }

    /// <summary>Share with |classical score| beyond 95.</summary>
    public double? ClassicalBeyond95 { get; init; }

    /// <summary>Share with |classical score| beyond 99.</summary>
    public double? ClassicalBeyond99 { get; init; }

    /// <summary>Pools the rows of all instruments, window by window.</summary>
    public static IReadOnlyList<ScoreCalibration> Pool(IEnumerable<Calibration> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return
        [
            .. rows.GroupBy(row => row.WindowKey, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Pool(group.Key, [.. group.Where(row => row.Windows > 0)])),
        ];
    }

    private static ScoreCalibration Pool(string window, Calibration[] rows)
    {
        return new ScoreCalibration
        {
            WindowKey = window,
            Instruments = rows.Length,
            Windows = rows.Sum(row => row.Windows),
            AdjustedBeyond95 = Pooled(row => row.AdjustedBeyond95),
            AdjustedBeyond99 = Pooled(row => row.AdjustedBeyond99),
            OverallBeyond95 = Pooled(row => row.OverallBeyond95),
            OverallBeyond99 = Pooled(row => row.OverallBeyond99),
            ClassicalBeyond95 = Pooled(row => row.ClassicalBeyond95),
            ClassicalBeyond99 = Pooled(row => row.ClassicalBeyond99),
        };

        double? Pooled(Func<Calibration, double?> share)
        {
            double hits = 0, windows = 0;
            foreach (Calibration row in rows)
            {
                if (share(row) is { } value)
                {
                    hits += value * row.Windows;
                    windows += row.Windows;
                }
            }

            return windows > 0 ? hits / windows : null;
        }
    }
}
