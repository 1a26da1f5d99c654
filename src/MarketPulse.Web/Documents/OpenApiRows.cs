using System.Globalization;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using static MarketPulse.Web.Documents.OpenApiParts;

namespace MarketPulse.Web.Documents;

/// <summary>Rows, their columns and the parameters that filter them, in the OpenAPI document.</summary>
internal static class OpenApiRows
{
    /// <summary>Rows in every format; the JSON document may have further properties.</summary>
    public static JsonObject RowsContent(RowSchema rows, JsonObject properties)
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
            [ArrowStream<TableRow>.MediaType] = Binary(),
            [ParquetFile<TableRow>.MediaType] = Binary(),
            ["application/x-ndjson"] = new JsonObject { ["schema"] = Text(), ["example"] = row.ToJsonString() + "\n" },
            ["text/csv"] = new JsonObject
            {
                ["schema"] = Text(),
                ["example"] = string.Join(',', rows.Columns.Select(column => column.Name)) + "\r\n"
                    + string.Join(',', rows.Columns.Select(column => CsvText.Field(column.Example))) + "\r\n",
            },
        };
    }

    private static JsonObject Binary() => new()
    {
        ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" },
    };

    public static JsonObject RowSchemaOf(RowSchema row, string summary)
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

    public static JsonObject SchemaOf(RowParameter parameter) => parameter.Kind switch
    {
        RowParameterKind.From or RowParameterKind.To or RowParameterKind.AsOf =>
            new JsonObject { ["type"] = "string", ["description"] = "A UTC time, or a date, which means 00:00 UTC." },
        RowParameterKind.MinAbsolute => new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = 100 },
        _ => TypeOf(parameter.Column),
    };

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
}
