using System.Globalization;
using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Verification;

/// <summary>Puts the result of a verification into sentences, whether it is good or bad.</summary>
public static class VerificationText
{
    /// <summary>What was replayed, then one sentence per claim that was tested.</summary>
    public static IReadOnlyList<string> Describe(VerificationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return
        [
            Invariant($"Verified by replaying {result.Events} events of {result.From:yyyy-MM-dd} to {result.To:yyyy-MM-dd} ")
                + "in order of publication, with what was known at each moment.",
            "Scores. Share of quiet windows with an adjusted score beyond 95 (nominal 5%): "
                + List(result.Scores.Select(Describe)),
            "Scenarios. Share of outcomes inside the 95% prediction interval: " + List(result.Scenarios.Select(Describe)),
            "Analogues. Mean error (CRPS) of what followed past events, weighted by likeness, compared with all past events alike: "
                + List(result.Analogues.Select(Describe)),
        ];
    }

    private static string Describe(ScoreCalibration row) =>
        Invariant($"{Label(row.WindowKey)} {Percent(row.AdjustedBeyond95)} of {row.Windows}");

    private static string Describe(ScenarioCoverage row)
    {
        if (row.Coverage is null)
        {
            return Invariant($"{Label(row.WindowKey)} none of {row.WithoutPrediction} outcomes could be predicted");
        }

        string interval = row.CoverageLo is null ? "" : Invariant($" ({100 * row.CoverageLo:0.0} to {100 * row.CoverageHi:0.0})");
        return Invariant($"{Label(row.WindowKey)} {Percent(row.Coverage)}{interval}, adaptive {Percent(row.CoverageAdaptive)}, ")
            + Invariant($"of {row.Predictions} on {row.EventDays} days");
    }

    private static string Describe(AnalogueSkill row)
    {
        if (row.EventDays == 0)
        {
            return Invariant($"{Label(row.WindowKey)} nothing to compare");
        }

        string errors = Invariant($"{row.CrpsAnaloguesPct:0.00}% against {row.CrpsUnconditionalPct:0.00}%");
        string verdict = row switch
        {
            { PValue: { } p } => Invariant($"{row.Verdict.Replace('_', ' ')} (p = {p:0.00})"),
            { Weighted: 0 } => "likeness was never used, because it had not helped before",
            _ => "too few days for a test",
        };
        return Invariant($"{Label(row.WindowKey)} {errors} on {row.EventDays} days, {verdict}");
    }

    private static string List(IEnumerable<string> parts) => string.Join("; ", parts) + ".";

    private static string Label(string windowKey) => EventWindow.Parse(windowKey).Label;

    private static string Percent(double? share) => share is { } value ? Invariant($"{100 * value:0.0}%") : "none";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
