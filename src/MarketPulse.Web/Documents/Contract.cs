using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Documents;

/// <summary><c>/api/contract</c>: every published column with its type, unit and meaning, for tools.</summary>
internal static class Contract
{
    private static readonly Lazy<string> Document = new(() => Build().ToJsonString());

    /// <summary>The document.</summary>
    public static string Json() => Document.Value;

    /// <summary>Name of a column's type in the contract.</summary>
    public static string TypeOf(RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        return type.IsEnum ? "code" : Type.GetTypeCode(type) switch
        {
            TypeCode.Double => "double",
            TypeCode.Int32 => "int32",
            TypeCode.Int64 => "int64",
            TypeCode.Boolean => "boolean",
            _ when type == typeof(DateTimeOffset) => "datetime",
            _ when type == typeof(DateOnly) => "date",
            _ when type == typeof(byte[]) => "binary",
            _ when type == typeof(string) => "text",
            _ => "codes separated by bars",
        };
    }

    /// <summary>The codes that a column may contain; empty for other columns.</summary>
    public static IReadOnlyList<string> CodesOf(RowColumn column)
    {
        Type type = Nullable.GetUnderlyingType(column.Property.PropertyType) ?? column.Property.PropertyType;
        return type.IsEnum ? [.. Enum.GetNames(type).Select(Codes.Snake)] : [];
    }

    public static Task GetAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return context.Response.WriteAsync(Document.Value, context.RequestAborted);
    }

    private static JsonObject Build() => new()
    {
        ["engineversion"] = EngineVersion.Current,
        ["tables"] = new JsonArray([.. ResourceCatalog.All.Select(resource => new JsonObject
        {
            ["table"] = resource.Schema.Table,
            ["path"] = $"/api/{resource.Path}",
            ["meaning"] = resource.Summary,
            ["key"] = new JsonArray([.. resource.Key.Select(name => JsonValue.Create(name))]),
            ["columns"] = new JsonArray([.. resource.Schema.Columns.Select(Column)]),
        })]),
    };

    private static JsonObject Column(RowColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = TypeOf(column),
        ["unit"] = column.Unit,
        ["nullable"] = column.IsNullable,
        ["meaning"] = ColumnMeanings.Describe(column),
        ["example"] = column.Example,
    };
}
