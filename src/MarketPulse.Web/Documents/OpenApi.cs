using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Web.Api;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;
using static MarketPulse.Web.Documents.OpenApiParts;
using static MarketPulse.Web.Documents.OpenApiRows;

namespace MarketPulse.Web.Documents;

/// <summary>
/// <c>/api/openapi.json</c>: the OpenAPI 3.0 description of the API, from the resources and the documentation of their columns.
/// </summary>
internal static class OpenApi
{
    private static readonly Lazy<JsonObject> Description = new(Build);
    private static readonly Lazy<string> Document = new(() => Description.Value.ToJsonString());

    /// <summary>The parameters of an endpoint.</summary>
    public static IEnumerable<JsonObject> Parameters(string endpoint) =>
        Description.Value["paths"]![endpoint]!["get"]!["parameters"]!.AsArray().OfType<JsonObject>();

    public static Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return context.Response.WriteAsync(Document.Value, context.RequestAborted);
    }

    private static JsonObject Build()
    {
        var paths = new JsonObject();
        var schemas = new JsonObject { ["Problem"] = ProblemSchema() };
        foreach (RowResource resource in ResourceCatalog.All)
        {
            paths[$"/api/{resource.Path}"] = new JsonObject { ["get"] = RowsOperation(resource) };
            schemas[resource.Schema.RowType.Name] = RowSchemaOf(resource.Schema, resource.Summary);
        }

        paths["/api/events/{id}"] = Get(
            "event", "An event with its deciding phrases, its scores and its mean path.",
            [PathParameter("id", "20250602T120000Z-1f0c9a3e")]);
        paths["/api/events/{id}/analogues"] = Get(
            "analoguesOfEvent", "The past events most similar to an event, and what followed them by instrument and window.",
            [PathParameter("id", "20250602T120000Z-1f0c9a3e")]);
        paths["/api/heat-map"] = Get("heatMap", "The latest events and their scores over one window, in one response.",
        [
            QueryParameter(
                "events", "Number of events, 1 to 100. Default: 20.",
                new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 100 }, "20"),
            QueryParameter("window", "Key of the window.", Text(), "m1_p1"),
            FromParameter(), ToParameter(),
        ]);
        paths["/api/events/{id}/neighbours"] = Get(
            "neighboursOfEvent", "The live events before and after an event.", [PathParameter("id", "20250602T120000Z-1f0c9a3e")]);
        paths["/api/events.atom"] = Get(
            "eventsFeed", "The latest live events as an Atom feed, for feed readers. Supports If-None-Match.",
        [
            QueryParameter("stance", "Stance of the events.", Code([.. Codes<Stance>.All]), "escalation"),
            QueryParameter(
                "limit", $"Number of events. Default: {EventsFeedEndpoint.DefaultEvents}.",
                new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = EventsFeedEndpoint.MaxEvents }, "50"),
        ],
            "application/atom+xml");
        paths["/api/upcoming.ics"] = Get(
            "upcomingCalendar",
            "The dates ahead as an iCalendar feed of whole days, for calendar apps: those of the next time, and those of the last "
                + $"{UpcomingCalendarEndpoint.DaysKept} days. Overtaken ones are cancelled. Supports If-None-Match.",
        [
            QueryParameter("what", "Only this kind of date.", Code([.. Codes<ScheduleKind>.All]), "expiry"),
            QueryParameter(
                "limit", $"Number of dates, the earliest first. Default: {UpcomingCalendarEndpoint.MaxDates}.",
                new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = UpcomingCalendarEndpoint.MaxDates }, "100"),
        ],
            "text/calendar");
        paths["/api/event-search"] = Get(
            "eventSearch",
            $"The live events that match, latest first. One request looks at {EventSearchEndpoint.MostSearched} events at most; "
                + "`continuation` is where the next one continues, and null at the end.",
        [
            QueryParameter(
                "text", "Words that all occur in the headline, the codes or the id of the event, in any case.", Text(), "tariff CN"),
            QueryParameter("stance", "Stance of the event.", Code([.. Codes<Stance>.All]), "escalation"),
            FromParameter(), ToParameter(),
            QueryParameter(
                "limit", "Number of events. Default: 50.",
                new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = EventSearchEndpoint.MaxLimit }, "50"),
            QueryParameter("continuation", "Continuation of the previous response.", Text(), null),
        ]);
        paths["/api/explain"] = Get("explain", "One score number by number, from the article's phrases and day 0 to q.",
        [
            Required(QueryParameter("event", "Id of the event.", Text(), "20250602T120000Z-1f0c9a3e")),
            Required(QueryParameter("symbol", "The instrument.", Text(), "FXI")),
            QueryParameter("window", "Key of the window.", StoredWindows(), "p0_p0"),
        ]);
        paths["/api/feeds"] = Get(
            "feeds", "The polled feeds, when each last answered, and which have not answered for a week (`unanswered`).", []);
        paths["/api/prices"] = Get(
            "prices", "The daily closes of one instrument, in the direction in which its returns are taken.",
        [
            Required(QueryParameter("symbol", "The instrument.", Text(), "FXI")),
            QueryParameter("from", "First day.", Text(), "2025-01-01"),
            QueryParameter("to", "Last day.", Text(), "2025-12-31"),
        ]);
        paths["/api/response"] = Get(
            "response",
            "The response of the cumulative return of one instrument to escalation, easing and the tension index, 0 to 20 sessions later, "
                + "in basis points per point, by local projections.",
            [Required(QueryParameter("symbol", "The instrument.", Text(), "FXI"))]);
        paths["/api/track"] = Get(
            "track",
            "How the forecasts have done that were locked before the market had reacted, and the head of their ledger (`head`). Apart "
                + "from them, `replayed`: the same figures from the last replay of history over all events and instruments "
                + "(`marketpulse verify`); null before the first, and with `from` or `symbol`.",
        [
            QueryParameter("from", "First day of the events.", Text(), "2025-01-01"),
            QueryParameter("symbol", "Only this instrument.", Text(), "FXI"),
            QueryParameter("window", "Only this window, by its key. Default: all windows.", Code(TrackRecord.Windows), "p0_p0"),
            QueryParameter(
                "group",
                "Only these summaries: over all events, by kind (first measure), or by month of day 0. Default: all of them.",
                Code(TrackRecord.Groups), "kind"),
        ]);
        paths["/api/scenario"] = new JsonObject { ["get"] = ScenarioOperation() };
        schemas[nameof(ScenarioEffect)] = RowSchemaOf(
            RowSchema.Of<ScenarioEffect>(), "The predicted effect of a scenario on one instrument.");
        paths["/api/study"] = Get(
            "study", "An event study of moments that the caller names, with the stored prices: scores per moment, and tests across them.",
        [
            Required(QueryParameter(
                "at",
                $"1 to {StudyEndpoint.MostMoments} dates or UTC times, separated by commas. With a date alone, day 0 is one of two "
                    + "sessions and [0,0] is not scored.",
                Text(), "2018-03-22T16:00:00Z,2018-06-15T12:00:00Z")),
            QueryParameter(
                "symbols", $"Up to {StudyEndpoint.MostSymbols} instruments, separated by commas. Default: all.", Text(), "FXI,SPY"),
            QueryParameter("window", "Key of the window. Default: all windows.", StoredWindows(), "m1_p1"),
        ]);
        paths["/api/contract"] = Get("contract", "Every published column with its type, unit and meaning.", []);
        paths["/api/health"] = OpenApiHealth.Operation();
        schemas["Health"] = OpenApiHealth.Schema();
        paths["/health"] = Get("health", "Whether the app responds. Needs no key.", []);
        return new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = new JsonObject
            {
                ["title"] = "MarketPulse",
                ["version"] = EngineVersion.Current,
                ["description"] = "Trade events, market reactions to them, and the sensitivity of instruments. Read-only. Times are "
                    + "UTC; column names include units.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["keyHeader"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = AccessGate.KeyHeader },
                    ["keyParameter"] = new JsonObject { ["type"] = "apiKey", ["in"] = "query", ["name"] = AccessGate.KeyParameter },
                },
            },
            ["security"] = new JsonArray(
                new JsonObject { ["keyHeader"] = new JsonArray() }, new JsonObject { ["keyParameter"] = new JsonArray() },
                new JsonObject()),
        };
    }

    private static JsonObject StoredWindows() => Code([.. EventWindow.Defaults.Select(window => window.Key)]);

    private static JsonObject Required(JsonObject parameter)
    {
        parameter["required"] = true;
        return parameter;
    }

    private static JsonObject FromParameter() => QueryParameter("from", "Start of the event times, inclusive.", Text(), "2025-01-01");

    private static JsonObject ToParameter() => QueryParameter("to", "End of the event times, exclusive.", Text(), "2026-01-01");

    private static JsonObject RowsOperation(RowResource resource)
    {
        JsonNode[] parameters =
        [
            .. resource.Parameters.Select(
                parameter => QueryParameter(parameter.Name, parameter.Description, SchemaOf(parameter), parameter.Example)),
            QueryParameter("select", "Columns to return, separated by commas. Default: all.", Text(), string.Join(',', resource.Key)),
            QueryParameter("format", "Format of the rows. Default: as the Accept header asks.", Code([.. Codes<RowFormat>.All]), "json"),
            QueryParameter(
                "limit", "Rows per page. Default: all rows, streamed in one response.",
                new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = RowRequest.MaxLimit }, "1000"),
            QueryParameter("continuation", "End of the previous page, from its response.", Text(), null),
        ];
        return new JsonObject
        {
            ["operationId"] = "get" + resource.Schema.RowType.Name,
            ["summary"] = resource.Summary,
            ["parameters"] = new JsonArray(parameters),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = "The rows. A page that is not the last refers to the next one in `continuation`, in `nextlink` "
                        + "and in the Link header.",
                    ["content"] = RowsContent(resource.Schema, new JsonObject { ["continuation"] = Text(), ["nextlink"] = Text() }),
                },
                ["304"] = new JsonObject { ["description"] = "The caller already has the rows (If-None-Match)." },
                ["400"] = ProblemResponse("A parameter is unknown or malformed; `errors` names it."),
                ["401"] = ProblemResponse("The key is missing or wrong."),
                ["406"] = ProblemResponse("None of the requested media types is available."),
            },
        };
    }

    private static JsonObject ScenarioOperation() => new()
    {
        ["operationId"] = "scenario",
        ["summary"] = "The predicted effect of a hypothetical event on every instrument: tension beta times intensity, with its 95% "
            + "prediction interval, the most negative first.",
        ["parameters"] = new JsonArray(
            QueryParameter(
                "intensity",
                $"Signed intensity: positive for escalation, negative for de-escalation. Default: {ScenarioEndpoint.DefaultIntensity:0}.",
                new JsonObject { ["type"] = "number", ["minimum"] = -Scenario.MostIntensity, ["maximum"] = Scenario.MostIntensity },
                "80"),
            QueryParameter("pair", "Predicts from events of this country pair, where there are enough.", Text(), "US-CN"),
            QueryParameter("measure", "Predicts from events with this measure, where there are enough.", Text(), "tariff"),
            QueryParameter("topic", "Predicts from events of this topic, where there are enough.", Text(), "semiconductors"),
            QueryParameter("window", "Key of the window.", StoredWindows(), "m1_p1"),
            QueryParameter("horizon", "How far back reactions are counted.", Code(Horizons.Codes), "all"),
            QueryParameter("format", "Format of the rows. Default: as the Accept header asks.", Code([.. Codes<RowFormat>.All]), "json")),
        ["responses"] = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] =
                    "The effects, with the number of instruments, of predictions, and of predictions whose interval contains zero.",
                ["content"] = RowsContent(RowSchema.Of<ScenarioEffect>(), new JsonObject
                {
                    ["intensity"] = new JsonObject { ["type"] = "number" },
                    ["measure"] = NullableText(),
                    ["topic"] = NullableText(),
                    ["pair"] = NullableText(),
                    ["windowkey"] = Text(),
                    ["horizon"] = Text(),
                    ["instruments"] = new JsonObject { ["type"] = "integer" },
                    ["predicted"] = new JsonObject { ["type"] = "integer" },
                    ["zeroinside"] = new JsonObject { ["type"] = "integer" },
                    ["share_zeroinside"] = new JsonObject { ["type"] = "number", ["nullable"] = true },
                }),
            },
            ["400"] = ProblemResponse("A parameter is unknown or malformed; `errors` names it."),
            ["401"] = ProblemResponse("The key is missing or wrong."),
            ["406"] = ProblemResponse("None of the requested media types is available."),
        },
    };

    private static JsonObject Get(
        string operation, string summary, JsonNode[] parameters, string mediaType = "application/json") => new()
        {
            ["get"] = new JsonObject
            {
                ["operationId"] = operation,
                ["summary"] = summary,
                ["parameters"] = new JsonArray(parameters),
                ["responses"] = new JsonObject
                {
                    ["200"] = new JsonObject
                    {
                        ["description"] = "OK",
                        ["content"] = new JsonObject
                        {
                            [mediaType] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } },
                        },
                    },
                    ["default"] = ProblemResponse("The problem."),
                },
            },
        };
}
