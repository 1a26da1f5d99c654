using System.Globalization;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>The result in sentences, whether good or bad.</summary>
public static class VerificationText
{
    /// <summary>One sentence about the replay, and one for each claim that was tested.</summary>
    public static IReadOnlyList<string> Of(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            Invariant($"Verified by replaying {result.Events} events of {result.From:yyyy-MM-dd} to {result.To:yyyy-MM-dd} in order of publication, with what was known at each moment."),
            "Scores. Share of quiet windows with an adjusted score beyond 95 (nominal 5%): "
                + List(result.Scores.Select(row => Invariant($"{Label(row.WindowKey)} {Percent(row.AdjustedBeyond95)} of {row.Windows}"))),
            "Scenarios. Share of outcomes inside the 95% prediction interval: "
                + List(result.Scenarios.Select(row => row.Coverage is null
                    ? Invariant($"{Label(row.WindowKey)} none of {row.WithoutPrediction} outcomes could be predicted")
                    : Invariant($"{Label(row.WindowKey)} {Percent(row.Coverage)}{Between(row.CoverageLo, row.CoverageHi)} of {row.Predictions} on {row.EventDays} days"))),
            "Analogues. Mean error (CRPS) of the distribution that followed them, compared with that of all past events: "
                + List(result.Analogues.Select(row => row.EventDays == 0
                    ? Invariant($"{Label(row.WindowKey)} nothing to compare")
                    : Invariant($"{Label(row.WindowKey)} {row.CrpsAnaloguesPct:0.00}% against {row.CrpsUnconditionalPct:0.00}% on {row.EventDays} days, {Said(row)}"))),
        ];
    }

    private static string List(IEnumerable<string> parts) => string.Join("; ", parts) + ".";

    private static string Label(string windowKey) => EventWindow.Parse(windowKey).Label;

    private static string Percent(double? share) => share is { } value ? Invariant($"{100 * value:0.0}%") : "none";

    private static string Between(double? low, double? high) => low is null ? "" : Invariant($" ({100 * low:0.0} to {100 * high:0.0})");

    private static string Said(AnalogueSkill row) => row.PValue is { } p ? Invariant($"{row.Verdict.Replace('_', ' ')} (p = {p:0.00})") : "too few days for a test";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
