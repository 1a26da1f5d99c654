using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketPulse.Web.Documents;

/// <summary>The parts of which the OpenAPI document consists: parameters, responses and simple types.</summary>
internal static class OpenApiParts
{
    public static JsonObject QueryParameter(string name, string description, JsonObject schema, string? example)
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

    public static JsonObject PathParameter(string name, string example) =>
        new() { ["name"] = name, ["in"] = "path", ["required"] = true, ["schema"] = Text(), ["example"] = example };

    public static JsonObject ProblemResponse(string description) => new()
    {
        ["description"] = description,
        ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = Reference("Problem") } },
    };

    public static JsonObject ProblemSchema() => new()
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

    public static JsonObject Reference(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    public static JsonObject Text() => new() { ["type"] = "string" };

    public static JsonObject NullableText() => new() { ["type"] = "string", ["nullable"] = true };

    public static JsonObject Code(IReadOnlyList<string> codes) =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. codes.Select(code => JsonValue.Create(code))]) };
}
