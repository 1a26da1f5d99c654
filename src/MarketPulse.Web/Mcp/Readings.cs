using System.Globalization;
using System.Text.Json.Nodes;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Web.Mcp;

/// <summary>
/// Adds to every row with an estimate the sentence in which it can be quoted: the estimate with its interval, its q and its status.
/// </summary>
internal static class Readings
{
    /// <summary>The property that holds the sentence.</summary>
    public const string Key = "reading";

    /// <summary>Adds the sentences to the rows of a document, however deep they are.</summary>
    public static void AddTo(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    AddTo(item);
                }

                break;
            case JsonObject row:
                if (Of(row) is { } reading)
                {
                    row.Insert(0, Key, reading);
                }

                foreach (JsonNode? value in row.Select(property => property.Value).ToArray())
                {
                    AddTo(value);
                }

                break;
        }
    }

    private static string? Of(JsonObject row) => row switch
    {
        _ when row.ContainsKey("adjusted_score") && row.ContainsKey("q_event") => OfScore(row),
        _ when row.ContainsKey("shrunk_bps") && row.ContainsKey("q_beta") => OfProfile(row),
        _ when row.ContainsKey("predicted_pct") => OfPrediction(row),
        _ when row.ContainsKey("car_median_pct") => OfOutcome(row),
        _ when row.ContainsKey("crps_skill") => OfRecord(row),
        _ when row.ContainsKey("mean_car_pct") && row.ContainsKey("q_headline") => OfSummary(row),
        _ => null,
    };

    private static string OfScore(JsonObject row)
    {
        string day0 = Text(row, "day0") is { Length: > 0 } day ? $" around {day}" : "";
        string about = $"{Text(row, "symbol")} over {Text(row, "windowkey")}{day0}";
        if (Text(row, "status") == "not_scored")
        {
            return $"{about}: not scored ({Text(row, "reason")}).";
        }

        string benchmark = Text(row, "benchmark") is { Length: > 0 } symbol ? $" relative to {symbol}" : "";
        return $"{about}: abnormal return {Percent(row, "car_pct")}{benchmark}, "
            + $"95% interval {Percent(row, "car_lo_pct")} to {Percent(row, "car_hi_pct")}; "
            + $"adjusted score {Number(row, "adjusted_score", "0.0")}, q {Q(row, "q_event")}; {Text(row, "status")}. "
            + Verdict(row, "q_event");
    }

    private static string OfProfile(JsonObject row)
    {
        string events = Text(row, "kind") == "all" ? "all events" : $"events of {Text(row, "kind")} {Text(row, "value")}";
        string about = $"{Text(row, "symbol")} over {Text(row, "windowkey")}, {events}, horizon {Text(row, "horizon")}";
        return Value(row, "beta_bps") is null
            ? $"{about}: not measured ({Why(row)})."
            : $"{about}: {Number(row, "beta_bps", "0.00")} basis points per intensity point, 95% interval "
                + $"{Number(row, "beta_lo_bps", "0.00")} to {Number(row, "beta_hi_bps", "0.00")}; q {Q(row, "q_beta")}; "
                + $"{Number(row, "eventdays", "0")} event days; status {Text(row, "status")}. {Verdict(row, "q_beta")}";
    }

    private static string OfPrediction(JsonObject row) => Value(row, "predicted_pct") is null
        ? $"{Text(row, "symbol")}: no prediction ({Why(row)})."
        : $"{Text(row, "symbol")}: {Percent(row, "predicted_pct")}, 95% prediction interval {Percent(row, "predicted_lo_pct")} to "
            + $"{Percent(row, "predicted_hi_pct")}{((bool?)row["zeroinside"] == true ? ", which contains zero" : "")}; "
            + $"status {Text(row, "status")}.";

    private static string OfOutcome(JsonObject row) => Value(row, "car_median_pct") is null
        ? $"{Text(row, "symbol")} over {Text(row, "windowkey")}: {Number(row, "count", "0")} analogues, too few for a distribution."
        : $"{Text(row, "symbol")} over {Text(row, "windowkey")}: median abnormal return {Percent(row, "car_median_pct")} after "
            + $"{Number(row, "count", "0")} analogues, middle half {Percent(row, "car_q1_pct")} to {Percent(row, "car_q3_pct")}.";

    private static string OfSummary(JsonObject row) => Value(row, "mean_car_pct") is null
        ? $"{Text(row, "symbol")} over {Text(row, "windowkey")}: {Number(row, "moments", "0")} moments, too few for a mean."
        : $"{Text(row, "symbol")} over {Text(row, "windowkey")}: mean abnormal return {Percent(row, "mean_car_pct")} over "
            + $"{Number(row, "moments", "0")} moments; p {Q(row, "p_headline")}, q {Q(row, "q_headline")}. "
            + Verdict(row, "q_headline");

    private static string OfRecord(JsonObject row)
    {
        string of = Text(row, "group") == "all" ? "all events" : $"{Text(row, "group")} {Text(row, "value")}";
        string origin = Text(row, "origin") == "locked" ? "Locked forecasts" : "Replayed forecasts, not locked ones,";
        string about = $"{origin} over {Text(row, "windowkey")}, {of}: {Number(row, "forecasts", "0")} on {Number(row, "eventdays", "0")} "
            + $"{(Value(row, "eventdays") == 1 ? "day" : "days")}";
        if (Value(row, "coverage") is null)
        {
            return $"{about}, none with a prediction.";
        }

        string interval = Value(row, "coverage_lo") is null
            ? "too few days for an interval of that share"
            : $"95% interval of that share {Share(row, "coverage_lo")} to {Share(row, "coverage_hi")}";
        string skill = Value(row, "crps_skill") is null ? "" : $" (skill {Share(row, "crps_skill")})";
        return $"{about}; {Share(row, "coverage")} inside the 95% interval, {interval}; inside the adaptive interval "
            + $"{Share(row, "coverage_adaptive")}; mean width {Number(row, "width_pct", "0.00")}%; mean CRPS "
            + $"{Number(row, "crps_scenario_pct", "0.000")}% against {Number(row, "crps_unconditional_pct", "0.000")}% of all past events "
            + $"alike{skill}.";
    }

    private static string Verdict(JsonObject row, string column) => Value(row, column) switch
    {
        null => "No q, so no statement about significance.",
        < ReactionFinding.Level => "Distinguishable from noise (q below 0.05).",
        _ => "Not distinguishable from noise (q of 0.05 or more).",
    };

    private static string Why(JsonObject row) => $"{Text(row, "status")} {Text(row, "reason")}".Trim();

    // A small probability is never zero.
    private static string Q(JsonObject row, string name) => Value(row, name) is < 0.001 ? "below 0.001" : Number(row, name, "0.000");

    private static string Percent(JsonObject row, string name) => Number(row, name, "+0.00;-0.00;0.00") + "%";

    private static string Share(JsonObject row, string name) =>
        Value(row, name) is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0}%") : "unknown";

    private static string Number(JsonObject row, string name, string format) =>
        Value(row, name)?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown";

    private static double? Value(JsonObject row, string name) => (double?)row[name];

    private static string Text(JsonObject row, string name) => (string?)row[name] ?? "";
}
