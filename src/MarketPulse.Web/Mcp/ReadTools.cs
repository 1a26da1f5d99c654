using System.Text.Json.Nodes;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Web.Api;

namespace MarketPulse.Web.Mcp;

/// <summary>The tools.</summary>
internal static class ReadTools
{
    private const int MostRows = 200;

    private const string NoAdvice =
        "An association in time, not proof of a cause: other news of the same days is in the same returns. Not investment advice.";

    private const string Score =
        "adjusted_score says how unusual a move is for the instrument, not how large; its sign is the direction. Significance is q_event "
        + "below 0.05 (Benjamini-Hochberg over the instruments of one event and window), never a single score beyond 95.";

    private const string Open =
        "A provisional score is of a window that is not over. overlaps counts other events inside the window, and confounders names "
        + "scheduled releases (fomc, cpi, payrolls, ecb, earnings) inside it; their effects cannot be separated.";

    private static readonly string[] Hidden = ["format", "select", "modified_since"];

    private static readonly string[] ScoreColumns =
    [
        "eventid", "symbol", "windowkey", "day0", "dayzerocertainty", "status", "reason", "stance", "intensity", "link", "model",
        "benchmark", "quality", "car_pct", "car_lo_pct", "car_hi_pct", "mde80_pct", "raw_return_pct", "benchmark_return_pct", "p_adjusted",
        "adjusted_score", "q_event", "overall_score", "overall_driver", "overlaps", "confounders", "barsthrough",
    ];

    /// <summary>The tools, in the order in which they are listed.</summary>
    public static IReadOnlyList<ReadToolDefinition> All { get; } =
    [
        new()
        {
            Name = "find_events",
            Title = "Find trade events",
            Description = "Finds trade events (tariffs, export controls, retaliation, talks, truces), latest first, by words, stance and "
                + "time. Start here to get the event ids that other tools take.",
            Endpoint = "/api/event-search",
            Defaults = Of(("limit", "20")),
            MostRows = MostRows,
            Caveats =
            [
                "Events are detected in news by rules, so some are missed and some are wrong. intensity is 0 to 100. Headlines are quoted "
                + "from feeds.",
            ],
        },
        new()
        {
            Name = "explain_event",
            Title = "Explain an event",
            Description = "Explains one event: the reports and phrases that decided it, its corrections, and its scores on every "
                + "instrument. With a symbol, explains that instrument's score number by number, from day 0 through fit, variance and "
                + "tests to q.",
            Endpoint = "/api/explain",
            Optional = ["symbol"],
            Path = arguments => arguments.ContainsKey("symbol")
                ? ("/api/explain", [])
                : ($"/api/events/{Uri.EscapeDataString(arguments["event"])}", ["event"]),
            Shape = KeepScoreColumns,
            Caveats = [Score, Open, NoAdvice],
            IsCalibrated = true,
        },
        new()
        {
            Name = "scores",
            Title = "Impact scores",
            Description = "Impact scores: the abnormal return of an instrument around an event over one window, with interval, score and "
                + "q. Oldest event first; with a symbol and no event, latest first.",
            Endpoint = "/api/scores",
            Hidden = Hidden,
            Defaults = Of(("limit", "50")),
            MostRows = MostRows,
            Columns = ScoreColumns,
            Caveats = [Score, Open, NoAdvice],
            IsCalibrated = true,
        },
        new()
        {
            Name = "sensitivity",
            Title = "Sensitivity of instruments",
            Description = "How instruments have reacted to trade tension so far: mean abnormal return after escalations and "
                + "de-escalations, and the tension beta in basis points per point of signed intensity, with intervals and q.",
            Endpoint = "/api/sensitivity",
            Hidden = Hidden,
            Defaults = Of(("window", new EventWindow(-1, 1).Key), ("horizon", Horizon.All.Code()), ("kind", "all"), ("limit", "100")),
            MostRows = MostRows,
            Columns =
            [
                "symbol", "windowkey", "horizon", "kind", "value", "asofutc", "status", "reason", "eventdays", "escalationdays",
                "deescalationdays", "firstday0", "lastday0", "escalation_mean_pct", "escalation_lo_pct", "escalation_hi_pct",
                "q_escalation",
                "deescalation_mean_pct", "deescalation_lo_pct", "deescalation_hi_pct", "q_deescalation", "spread_pct", "spread_lo_pct",
                "spread_hi_pct", "hit_rate", "hit_rate_lo", "hit_rate_hi", "beta_bps", "beta_lo_bps", "beta_hi_bps", "q_beta",
                "beta_clean_bps", "beta_clean_error_bps", "p_beta_clean", "shrunk_bps",
                "shrunk_lo_bps", "shrunk_hi_bps", "p_placebo", "overlap_share", "influentialeventid", "beta_without_bps",
            ],
            Caveats =
            [
                "Past reactions in this sample of events; errors of the detector shrink beta towards zero. q adjusts over the instruments "
                + "of one window, horizon and kind. shrunk_bps is the better estimate of one instrument among many. With less than six "
                + "event days nothing is measured.",
                NoAdvice,
            ],
        },
        new()
        {
            Name = "scenario",
            Title = "Scenario",
            Description = "The predicted effect of a hypothetical event on every instrument: tension beta times signed intensity, with its "
                + "95% prediction interval, the most negative first.",
            Endpoint = "/api/scenario",
            Hidden = Hidden,
            Caveats =
            [
                "A prediction for one event is only as narrow as its interval, which is usually much wider than the prediction; if it "
                + "contains zero, not even the sign is known. It assumes that the reactions of the past continue.",
                NoAdvice,
            ],
        },
        new()
        {
            Name = "analogues",
            Title = "Similar past events",
            Description = "The past events most similar to an event, with the distance by term, and what followed them by instrument and "
                + "window.",
            Endpoint = "/api/explain",
            Hidden = ["symbol", "window"],
            Path = arguments => ($"/api/events/{Uri.EscapeDataString(arguments["event"])}/analogues", ["event"]),
            Caveats =
            [
                "What followed a few similar events; the quartiles describe those events and are no forecast interval. With less than the "
                + "number `fewest` of usable analogues there is no distribution.",
                NoAdvice,
            ],
        },
        new()
        {
            Name = "tension_index",
            Title = "Trade-tension index",
            Description = "The daily trade-tension index: coverage (gross, 100 is the mean of the base window), escalation, easing and "
                + "net, for all news, a country pair or a topic. Oldest day first.",
            Endpoint = "/api/tension-index",
            Hidden = Hidden,
            Defaults = Of(("scope", TensionScope.All), ("limit", "100")),
            MostRows = MostRows,
            Columns =
            [
                "scope", "value", "date", "gross", "gross_7d", "gross_30d", "escalation", "easing", "net", "net_7d", "net_30d", "articles",
                "relevant", "regime", "revision",
            ],
            Recent = TimeSpan.FromDays(90),
            Caveats =
            [
                "gross is null when fewer than 30 articles came in the trailing week. The index depends on the feeds that are read; it is "
                + "no published index of another author, and it has no interval.",
            ],
        },
        new()
        {
            Name = "track_record",
            Title = "Track record of forecasts",
            Description = "How forecasts have done that were locked in a ledger before the market had reacted: share of outcomes inside "
                + "the 95% interval, mean width, CRPS against all past events alike, by window, and by kind of event or month on request. "
                + "Apart from it, the same of the last replay of history. Ask before relying on a scenario.",
            Endpoint = "/api/track",
            Defaults = Of(("group", "all")),
            Shape = NameOrigins,
            Caveats =
            [
                "Only `records` are of forecasts that were locked before the market had reacted; `replayed` was computed afterwards from "
                + "history. Say which of the two you quote, and never add or average them. With head null nothing has been locked yet; "
                + "replayed is null before the first replay, and with from or symbol.",
                "Outcomes of one day move together: count eventdays, not forecasts, and quote no coverage of a few days without saying so. "
                + "coverage is a share, nominally 0.95; widths and CRPS are in percent, and a smaller CRPS is better. crps_skill below 0 "
                + "means that the scenarios did worse than a forecast that knows nothing of the event.",
                NoAdvice,
            ],
        },
        new()
        {
            Name = "study",
            Title = "Event study of given dates",
            Description = "An event study of dates or UTC times that you name, with the stored prices: abnormal returns with intervals, "
                + "scores and q for each, and tests across them. Give times where you know them: with a date alone, day 0 is one "
                + "of two sessions.",
            Endpoint = "/api/study",
            Caveats =
            [
                Score,
                "q_event adjusts over the instruments that were asked for, q_headline over instruments within one window. Dates chosen "
                + "because the market moved then make every test too favourable: say how they were chosen.",
                Open,
                NoAdvice,
            ],
            IsCalibrated = true,
        },
    ];

    private static Dictionary<string, string> Of(params (string Name, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>
    /// Names in each row whether its forecasts were locked or replayed, because a model may quote it alone, and keeps the newest rows of
    /// each.
    /// </summary>
    private static void NameOrigins(JsonObject document)
    {
        Name(document, "locked");
        Name(document["replayed"] as JsonObject, "replayed");

        static void Name(JsonObject? holder, string origin)
        {
            if (holder?["records"] is not JsonArray records)
            {
                return;
            }

            // Only months can be so many; the names of the newest sort last.
            JsonObject[] omitted =
            [
                .. records.OfType<JsonObject>().OrderByDescending(record => (string?)record["value"], StringComparer.Ordinal)
                    .Skip(MostRows / 2),
            ];
            foreach (JsonObject record in omitted)
            {
                records.Remove(record);
            }

            holder["omitted"] = omitted.Length;
            foreach (JsonObject record in records.OfType<JsonObject>())
            {
                record["origin"] = origin;
            }
        }
    }

    /// <summary>Reduces the scores of an event to the columns that the tool for scores returns.</summary>
    private static void KeepScoreColumns(JsonObject document)
    {
        document.Remove("maycorrect");
        foreach (JsonObject score in (document["scores"] as JsonArray ?? []).OfType<JsonObject>())
        {
            foreach (string name in score.Select(property => property.Key).Except(ScoreColumns).ToArray())
            {
                score.Remove(name);
            }
        }
    }
}
