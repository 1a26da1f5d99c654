using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>Rows as JSON, under their published column names and as they are read: memory stays flat however many there are.</summary>
internal static class RowJson
{
    private const int FlushAt = 32 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>Writes <c>{"value":[...]}</c>.</summary>
    public static async Task WriteAsync<T>(HttpContext context, IAsyncEnumerable<T> rows)
        where T : TableRow
    {
        IReadOnlyList<RowColumn> columns = RowSchema.Of<T>().Columns;
        await using IAsyncEnumerator<T> row = rows.GetAsyncEnumerator(context.RequestAborted);

        // The first row is read before the answer begins, so that a store that fails at once gives an error and not half an answer.
        bool any = await row.MoveNextAsync();
        context.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteStartArray("value");
        long flushed = 0;
        for (; any; any = await row.MoveNextAsync())
        {
            Write(json, columns, row.Current);
            if (json.BytesCommitted + json.BytesPending - flushed >= FlushAt)
            {
                flushed = json.BytesCommitted + json.BytesPending;
                await json.FlushAsync(context.RequestAborted);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<RowColumn> columns, object row)
    {
        json.WriteStartObject();
        foreach (RowColumn column in columns)
        {
            json.WritePropertyName(column.Name);
            Write(json, column.Read(row));
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double:
                json.WriteNullValue();
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case Enum code:
                json.WriteStringValue(Codes.Snake(code.ToString()));
                break;
            case IReadOnlyList<string> list:
                json.WriteStringValue(string.Join('|', list));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
