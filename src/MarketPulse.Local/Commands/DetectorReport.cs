using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Local.Printing;
using Sylvan.Data.Csv;

namespace MarketPulse.Local.Commands;

/// <summary>
/// <c>marketpulse detect --evaluate</c>: evaluates the detector on labelled headlines and compares it with simpler rules.
/// </summary>
internal static class DetectorReport
{
    private const int Misses = 20;

    private static readonly string[] Columns = ["id", "published", "title", "is_event", "stance"];

    public static void Print(Output output, string path)
    {
        var evaluation = new DetectorEvaluation(new TradeDetector(), Read(path));
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
                title: string.Create(CultureInfo.InvariantCulture, $"Stance of true events (rows) as detected (columns): accuracy "
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

    /// <summary>Prints the fitted weights of the event model.</summary>
    public static void PrintFit(Output output, string path) =>
        output.Write(RowSet.Create(
            "weights",
            EventModelFit.Weights(Lexicon.Shipped(), Read(path)).Select(pair => new WeightRow(pair.Key, pair.Value))));

    private static List<LabelledHeadline> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw CommandError.BadArguments($"There is no file '{path}'.");
        }

        using CsvDataReader csv = CsvDataReader.Create(path);
        int[] columns = [.. Columns.Select(name => Ordinal(csv, name, path))];
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            string stance = csv.GetString(columns[4]);
            labels.Add(new LabelledHeadline(
                csv.GetString(columns[0]),
                DateOnly.TryParse(csv.GetString(columns[1]), CultureInfo.InvariantCulture, out DateOnly date)
                    ? date
                    : throw CommandError.BadArguments(
                        $"{path}, line {csv.RowNumber + 1}: '{csv.GetString(columns[1])}' is not a date (yyyy-MM-dd)."),
                csv.GetString(columns[2]),
                csv.GetString(columns[3]) switch
                {
                    "1" => true,
                    "0" => false,
                    string other => throw CommandError.BadArguments(
                        $"{path}, line {csv.RowNumber + 1}: is_event is '{other}', not 0 or 1."),
                },
                stance switch
                {
                    "E" => Stance.Escalation,
                    "D" => Stance.Deescalation,
                    "M" => Stance.Mixed,
                    "N" => Stance.Neutral,
                    "-" or "" => null,
                    _ => throw CommandError.BadArguments($"{path}, line {csv.RowNumber + 1}: stance is '{stance}', not E, D, M, N or -."),
                }));
        }

        return labels;
    }

    private static int Ordinal(CsvDataReader csv, string name, string path)
    {
        for (int i = 0; i < csv.FieldCount; i++)
        {
            if (string.Equals(csv.GetName(i), name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        throw CommandError.BadArguments(
            $"{path} has no column '{name}'; it needs id, published, title, is_event (0 or 1) and stance (E, D, M, N or -).");
    }

    private sealed record StanceRow(string Truth, int Escalation, int Deescalation, int Mixed, int Neutral);

    private sealed record WeightRow(string Feature, double Weight);

    private sealed record MissRow(string Id, string Miss, double Relevance, string Reason, string Title);
}
