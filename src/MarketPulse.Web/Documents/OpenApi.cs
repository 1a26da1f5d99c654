using System.Globalization;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Web.Api;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Documents;

/// <summary>
/// <c>/api/openapi.json</c>: the OpenAPI 3.0 description of the API, from the resources and the documentation of their columns.
/// </summary>
internal static class OpenApi
{
    private static readonly Lazy<string> Document = new(() => Build().ToJsonString());

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
        ]);
        paths["/api/scenario"] = ScenarioOperation();
        schemas[nameof(ScenarioEffect)] = RowSchemaOf(
            RowSchema.Of<ScenarioEffect>(), "The predicted effect of a scenario on one instrument.");
        paths["/api/contract"] = Get("contract", "Every published column with its type, unit and meaning.", []);
        paths["/api/health"] = HealthOperation();
        schemas["Health"] = HealthSchema();
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

    private static JsonObject RowsOperation(RowResource resource)
    {
        JsonNode[] parameters =
        [
            .. resource.Parameters.Select(
                parameter => QueryParameter(parameter.Name, parameter.Description, SchemaOf(parameter), parameter.Example)),
            QueryParameter("select", "Columns to return, separated by commas. Default: all.", Text(), string.Join(',', resource.Key)),
            QueryParameter("format", "Format of the rows. Default: as the Accept header asks.", Code(["json", "csv", "ndjson"]), "json"),
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
            QueryParameter("window", "Key of the window.", Code([.. EventWindow.Defaults.Select(window => window.Key)]), "m1_p1"),
            QueryParameter("horizon", "How far back reactions are counted.", Code(Horizons.Codes), "all"),
            QueryParameter("format", "Format of the rows. Default: as the Accept header asks.", Code(["json", "csv", "ndjson"]), "json")),
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

    private static JsonObject HealthOperation() => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = "healthChecks",
            ["summary"] = "Whether tables, blobs, queues and feeds work, each with its own status.",
            ["parameters"] = new JsonArray(),
            ["responses"] = new JsonObject
            {
                ["200"] = HealthResponse(
                    "Healthy; or degraded: a feed fails or has not been polled yet, the heartbeat has not run, or messages wait too long."),
                ["400"] = ProblemResponse("A parameter is unknown; `errors` names it."),
                ["401"] = ProblemResponse("The key is missing or wrong."),
                ["503"] = HealthResponse("Unhealthy: storage, a queue, or every feed of a kind fails."),
            },
        },
    };

    private static JsonObject HealthResponse(string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference("Health") } },
    };

    private static JsonObject HealthSchema()
    {
        JsonObject feed = Document(
            ("kind", Code(["news", "prices"]), "Kind of the feed."),
            ("name", Text(), "Configured name."),
            (
                "status", Status(),
                "`degraded` before the first poll, `unhealthy` when no poll has succeeded within the limit of the heartbeat."),
            ("outcome", NullableText(), "Outcome of the last poll."),
            ("failures", Integer(), "Failed polls in a row."),
            ("error", NullableText(), "Error of the last poll."),
            ("lastpollutc", Time(isNullable: true), "When it was last polled."),
            ("lastsuccessutc", Time(isNullable: true), "When a poll last succeeded."),
            ("nextpollutc", Time(isNullable: true), "When it is next due."));
        JsonObject check = Document(
            ("name", Text(), "`tables`, `blobs`, `queue-` and the name of a queue, or `feeds`."),
            ("status", Status(), "The status of this check."),
            ("detail", NullableText(), "The problem; null when there is none."),
            ("milliseconds", Number(), "How long the check took."),
            ("oldestseconds", Number(), "For a queue: how long its oldest message has waited; absent when no message waits."),
            ("messages", Integer(), "For a queue: approximate number of messages; absent where the app may not count them."),
            ("heartbeatutc", Time(isNullable: false), "For the feeds: when the heartbeat last ran; absent before the first time."),
            ("feeds", ListOf(feed), "For the feeds: each feed that is polled."));
        return Document(
            ("status", Status(), "The worst status of all checks."),
            ("engineversion", Text(), "Version of the app."),
            ("checkedutc", Time(isNullable: false), "When the checks ran."),
            ("checks", ListOf(check), "The checks."));

        static JsonObject Number() => new() { ["type"] = "number" };

        static JsonObject Integer() => new() { ["type"] = "integer" };

        static JsonObject Status() => Code(["healthy", "degraded", "unhealthy"]);

        static JsonObject Time(bool isNullable)
        {
            var time = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
            if (isNullable)
            {
                time["nullable"] = true;
            }

            return time;
        }

        static JsonObject ListOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

        static JsonObject Document(params (string Name, JsonObject Schema, string Description)[] fields)
        {
            var properties = new JsonObject();
            foreach ((string name, JsonObject schema, string description) in fields)
            {
                schema["description"] = description;
                properties[name] = schema;
            }

            return new JsonObject { ["type"] = "object", ["properties"] = properties };
        }
    }

    /// <summary>Rows in every format; the JSON document may have further properties.</summary>
    private static JsonObject RowsContent(RowSchema rows, JsonObject properties)
    {
        JsonObject row = ExampleOf(rows);
        properties["value"] = new JsonObject { ["type"] = "array", ["items"] = Reference(rows.RowType.Name) };
        return new JsonObject
        {
            ["application/json"] = new JsonObject
            {
                ["schema"] = new JsonObject { ["type"] = "object", ["required"] = new JsonArray("value"), ["properties"] = properties },
                ["example"] = new JsonObject { ["value"] = new JsonArray(row) },
            },
            ["application/x-ndjson"] = new JsonObject { ["schema"] = Text(), ["example"] = row.ToJsonString() + "\n" },
            ["text/csv"] = new JsonObject
            {
                ["schema"] = Text(),
                ["example"] = string.Join(',', rows.Columns.Select(column => column.Name)) + "\r\n"
                    + string.Join(',', rows.Columns.Select(column => CsvText.Field(column.Example))) + "\r\n",
            },
        };
    }

    private static JsonObject RowSchemaOf(RowSchema row, string summary)
    {
        var properties = new JsonObject();
        foreach (RowColumn column in row.Columns)
        {
            JsonObject schema = TypeOf(column);
            schema["description"] = column.Unit.Length == 0
                ? ColumnMeanings.Describe(column)
                : $"{ColumnMeanings.Describe(column)} Unit: {column.Unit}.";
            if (column.IsNullable)
            {
                schema["nullable"] = true;
            }

            if (column.Example.Length > 0)
            {
                schema["example"] = ValueOf(column);
            }

            properties[column.Name] = schema;
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = summary,
            ["required"] = new JsonArray([.. row.Columns.Select(column => JsonValue.Create(column.Name))]),
            ["properties"] = properties,
        };
    }

    private static JsonObject ExampleOf(RowSchema schema)
    {
        var row = new JsonObject();
        foreach (RowColumn column in schema.Columns)
        {
            row[column.Name] = ValueOf(column);
        }

        return row;
    }

    private static JsonNode? ValueOf(RowColumn column) => (Contract.TypeOf(column), column.Example) switch
    {
        ("double", { Length: > 0 } text) => double.Parse(text, CultureInfo.InvariantCulture),
        ("int32" or "int64", { Length: > 0 } text) => long.Parse(text, CultureInfo.InvariantCulture),
        ("boolean", { Length: > 0 } text) => bool.Parse(text),
        ("double" or "int32" or "int64", _) => column.IsNullable ? null : 0,
        ("boolean", _) => false,
        (_, "") => column.IsNullable ? null : "",
        (_, var text) => text,
    };

    private static JsonObject TypeOf(RowColumn column) => Contract.TypeOf(column) switch
    {
        "double" => new JsonObject { ["type"] = "number", ["format"] = "double" },
        "int32" => new JsonObject { ["type"] = "integer", ["format"] = "int32" },
        "int64" => new JsonObject { ["type"] = "integer", ["format"] = "int64" },
        "boolean" => new JsonObject { ["type"] = "boolean" },
        "datetime" => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        "date" => new JsonObject { ["type"] = "string", ["format"] = "date" },
        "code" => Code(Contract.CodesOf(column)),
        _ => Text(),
    };

    private static JsonObject SchemaOf(RowParameter parameter) => parameter.Kind switch
    {
        RowParameterKind.From or RowParameterKind.To or RowParameterKind.AsOf =>
            new JsonObject { ["type"] = "string", ["description"] = "A UTC time, or a date, which means 00:00 UTC." },
        RowParameterKind.MinAbsolute => new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 100 },
        _ => TypeOf(parameter.Column),
    };

    private static JsonObject Get(string operation, string summary, JsonNode[] parameters) => new()
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
                        ["application/json"] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "object" } },
                    },
                },
                ["default"] = ProblemResponse("The problem."),
            },
        },
    };

    private static JsonObject QueryParameter(string name, string description, JsonObject schema, string? example)
    {
        var parameter = new JsonObject { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = schema };
        if (!string.IsNullOrEmpty(example))
        {
            parameter["example"] = schema["type"]!.GetValue<string>() is "integer" or "number"
                ? double.Parse(example, CultureInfo.InvariantCulture)
                : example;
        }

        return parameter;
    }

    private static JsonObject PathParameter(string name, string example) =>
        new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = Text(), ["example"] = example };

    private static JsonObject ProblemResponse(string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference("Problem") } },
    };

    private static JsonObject ProblemSchema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["status"] = new JsonObject { ["type"] = "integer" },
            ["title"] = Text(),
            ["detail"] = Text(),
            ["errors"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Text() },
            ["traceId"] = Text(),
        },
    };

    private static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject NullableText() => new() { ["type"] = "string", ["nullable"] = true };

    private static JsonObject Code(IReadOnlyList<string> codes) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]) };
}
