using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary>
/// <c>marketpulse detect --evaluate</c>: evaluates the detector on labelled headlines and compares it with simpler rules.
/// </summary>
internal static class DetectorReport
{
    private const int Misses = 20;

    public static void Print(Output output, DetectorEvaluation evaluation)
    {
        Stance[] stances = [Stance.Escalation, Stance.Deescalation, Stance.Mixed, Stance.Neutral];
        output.WriteDocument(
        [
            RowSet.Create(
                "stance",
                stances.Select(truth => new StanceRow(
                    Codes<Stance>.Of(truth),
                    evaluation.Confusion(truth, Stance.Escalation),
                    evaluation.Confusion(truth, Stance.Deescalation),
                    evaluation.Confusion(truth, Stance.Mixed),
                    evaluation.Confusion(truth, Stance.Neutral))),
                title: string.Create(
                    CultureInfo.InvariantCulture,
                    $"Stance of true events (rows) as detected (columns; missed events count as neutral): accuracy "
                    + $"{evaluation.StanceAccuracy:0.000}, on the held-out third {evaluation.HeldOutStanceAccuracy:0.000}")),
            RowSet.Create(
                "misses",
                evaluation.WorstMisses(Misses).Select(miss => new MissRow(
                    miss.Label.Id, miss.Verdict.IsEvent ? "false_alarm" : "missed", Math.Round(miss.Verdict.Relevance, 2),
                    miss.Verdict.Reason, miss.Label.Title)),
                title: "Worst misses"),
            RowSet.Create("is_event", evaluation.Methods, title: "Is it an event?"),
        ]);
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"With these errors, an estimated reaction per intensity point is {evaluation.Attenuation:0.00} of the true one."));
    }

    private sealed record StanceRow(string Truth, int Escalation, int Deescalation, int Mixed, int Neutral);

    private sealed record MissRow(string Id, string Miss, double Relevance, string Reason, string Title);
}
