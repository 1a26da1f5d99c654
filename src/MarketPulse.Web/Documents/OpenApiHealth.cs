using System.Text.Json.Nodes;
using static MarketPulse.Web.Documents.OpenApiParts;

namespace MarketPulse.Web.Documents;

/// <summary><c>/api/health</c> in the OpenAPI document.</summary>
internal static class OpenApiHealth
{
    public static JsonObject Operation() => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = "healthChecks",
            ["summary"] = "Whether tables, blobs, queues and feeds work, each with its own status.",
            ["parameters"] = new JsonArray(),
            ["responses"] = new JsonObject
            {
                ["200"] = Response(
                    "Healthy; or degraded: a feed fails or has not been polled yet, the heartbeat has not run, or messages wait too long."),
                ["400"] = ProblemResponse("A parameter is unknown; `errors` names it."),
                ["401"] = ProblemResponse("The key is missing or wrong."),
                ["503"] = Response("Unhealthy: storage, a queue, or every feed of a kind fails."),
            },
        },
    };

    public static JsonObject Schema()
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
            ("silentdays", new JsonObject { ["type"] = "integer" }, "Whole days without an answer."),
            ("nextpollutc", Time(isNullable: true), "When it is next due."));
        JsonObject check = Document(
            ("name", Text(), "`tables`, `blobs`, `queue-` and the name of a queue, or `feeds`."),
            ("status", Status(), "The status of this check."),
            ("detail", NullableText(), "The problem; null when there is none."),
            ("milliseconds", Number(), "How long the check took."),
            ("oldestseconds", Number(), "For a queue: how long its oldest message has waited; absent when no message waits."),
            ("messages", Integer(), "For a queue: approximate number of messages; absent where the app may not count them."),
            ("deadletters", Integer(), "For a queue: approximate number of dead letters; absent where the app may not count them."),
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

    private static JsonObject Response(string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Reference("Health") } },
    };
}
