using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Rows;

/// <summary>A response of one JSON document with rows.</summary>
internal static class JsonAnswer
{
    private static readonly ValueEncoder<double?> Numbers = ValueEncoder.For<double?>();

    /// <summary>Sends the document, or 304 to a caller that already has it.</summary>
    public static async Task WriteAsync(HttpContext context, Utf8Buffer document)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-cache";
        if (!RowAnswer.IsFresh(context, document))
        {
            await context.Response.BodyWriter.WriteAsync(document.Written, context.RequestAborted);
        }
    }

    /// <summary>Writes <c>"name":</c>, after a comma unless it is the first.</summary>
    public static void WriteName(this Utf8Buffer buffer, string name, bool isFirst = false)
    {
        buffer.Write(isFirst ? (byte)'{' : (byte)',');
        buffer.WriteJsonText(name);
        buffer.Write((byte)':');
    }

    /// <summary>Writes a member with a number, or with null if there is none.</summary>
    public static void WriteNumber(this Utf8Buffer buffer, string name, double? value)
    {
        buffer.WriteName(name);
        Numbers.WriteJson(buffer, value);
    }

    /// <summary>Writes rows as an array.</summary>
    public static void WriteRows<T>(this Utf8Buffer buffer, RowEncoder<T> encoder, IEnumerable<T> rows)
        where T : TableRow => buffer.WriteArray(rows, row => encoder.WriteJson(buffer, row));

    /// <summary>Writes an array.</summary>
    public static void WriteArray<T>(this Utf8Buffer buffer, IEnumerable<T> items, Action<T> write)
    {
        buffer.Write((byte)'[');
        bool isFirst = true;
        foreach (T item in items)
        {
            if (!isFirst)
            {
                buffer.Write((byte)',');
            }

            write(item);
            isFirst = false;
        }

        buffer.Write((byte)']');
    }

    /// <summary>Writes a text or null.</summary>
    public static void WriteTextOrNull(this Utf8Buffer buffer, string? text)
    {
        if (text is null)
        {
            buffer.Write("null"u8);
        }
        else
        {
            buffer.WriteJsonText(text);
        }
    }
}
