using System.Security.Cryptography;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;

namespace MarketPulse.Web.Rows;

/// <summary>The rows of a response, and how to write them.</summary>
/// <typeparam name="T">Type of the rows.</typeparam>
/// <param name="Name">What the rows are; also the name of a saved file.</param>
/// <param name="Format">How to write them.</param>
/// <param name="Encoder">Which columns to write.</param>
/// <param name="Rows">The rows.</param>
internal sealed record RowSelection<T>(string Name, RowFormat Format, RowEncoder<T> Encoder, IAsyncEnumerable<StoredRow<T>> Rows)
    where T : TableRow
{
    /// <summary>Most rows to write; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Makes the token that continues after a row's position.</summary>
    public Func<string, string> Continuation { get; init; } = static position => position;
}

/// <summary>
/// Writes rows as they are read. A page, and any response of up to 1 MB, is complete before the first byte is sent: it has an ETag, and
/// callers that already have it get 304 instead. A longer response is streamed in constant memory.
/// </summary>
internal static class RowAnswer
{
    /// <summary>Bytes up to which a response is complete before it is sent.</summary>
    public const int CompleteUpTo = 1024 * 1024;

    private const int FlushAt = 64 * 1024;

    /// <summary>Writes the rows.</summary>
    public static async Task WriteAsync<T>(HttpContext context, RowSelection<T> selection)
        where T : TableRow
    {
        if (RowFormats.IsColumnar(selection.Format))
        {
            await ColumnarAnswer.WriteAsync(context, selection);
            return;
        }

        CancellationToken cancel = context.RequestAborted;
        (RowFormat format, RowEncoder<T> encoder) = (selection.Format, selection.Encoder);
        var buffer = new Utf8Buffer();
        Begin(buffer, format, encoder);
        bool started = false;
        int written = 0;
        string last = "";
        string? next = null;

        // Nothing is sent before the first row is read, so that a store that fails at once gives an error and not a partial response.
        await foreach (StoredRow<T> row in selection.Rows.WithCancellation(cancel))
        {
            if (written == selection.Limit)
            {
                next = selection.Continuation(last);
                break;
            }

            Write(buffer, format, encoder, row.Row, isFirst: written == 0);
            last = row.Position;
            written++;
            if (started ? buffer.Length >= FlushAt : selection.Limit is null && buffer.Length >= CompleteUpTo)
            {
                if (!started)
                {
                    SetHeaders(context, selection.Name, format);
                    started = true;
                }

                await context.Response.BodyWriter.WriteAsync(buffer.Written, cancel);
                buffer.Clear();
            }
        }

        End(buffer, format, next, next is null ? null : LinkTo(context.Request, next));
        if (!started)
        {
            SetHeaders(context, selection.Name, format);
            SetLink(context, next);
            if (IsFresh(context, buffer))
            {
                return;
            }
        }

        await context.Response.BodyWriter.WriteAsync(buffer.Written, cancel);
    }

    /// <summary>Sets ETag and Cache-Control for a complete response.</summary>
    /// <returns>Whether the caller already has it; the response is then 304.</returns>
    public static bool IsFresh(HttpContext context, Utf8Buffer content) => IsFresh(context, content.Written.Span);

    /// <inheritdoc cref="IsFresh(HttpContext, Utf8Buffer)"/>
    public static bool IsFresh(HttpContext context, ReadOnlySpan<byte> content)
    {
        // Weak, because the same rows may be sent compressed in several ways.
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = "W/" + tag;
        if (!new RequestHeaders(context.Request.Headers).IfNoneMatch.Any(known => known.Tag == "*" || known.Tag == tag))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        context.Response.ContentType = null;
        return true;
    }

    /// <summary>Says where the next page is.</summary>
    public static void SetLink(HttpContext context, string? next)
    {
        if (next is not null)
        {
            context.Response.Headers.Link = $"<{LinkTo(context.Request, next)}>; rel=\"next\"";
            context.Response.Headers["X-Continuation"] = next;
        }
    }

    /// <summary>The address of this request with another continuation; a key in the address stays there.</summary>
    private static string LinkTo(HttpRequest request, string continuation)
    {
        const string Parameter = "continuation";
        IEnumerable<KeyValuePair<string, string?>> query = request.Query
            .Where(pair => !string.Equals(pair.Key, Parameter, StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
            .Append(KeyValuePair.Create<string, string?>(Parameter, continuation));
        return QueryHelpers.AddQueryString(UriHelper.BuildRelative(request.PathBase, request.Path), query);
    }

    /// <summary>Sets the headers of rows.</summary>
    public static void SetHeaders(HttpContext context, string name, RowFormat format)
    {
        context.Response.ContentType = RowFormats.ContentType(format);
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.Append("Vary", "Accept");
        if (format != RowFormat.Json)
        {
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{RowFormats.Extension(format)}\"";
        }
    }

    private static void Begin<T>(Utf8Buffer buffer, RowFormat format, RowEncoder<T> encoder)
        where T : TableRow
    {
        if (format == RowFormat.Json)
        {
            buffer.Write("{\"value\":["u8);
        }
        else if (format == RowFormat.Csv)
        {
            encoder.WriteCsvHeader(buffer);
        }
    }

    private static void Write<T>(Utf8Buffer buffer, RowFormat format, RowEncoder<T> encoder, T row, bool isFirst)
        where T : TableRow
    {
        switch (format)
        {
            case RowFormat.Csv:
                encoder.WriteCsv(buffer, row);
                break;
            case RowFormat.Ndjson:
                encoder.WriteJson(buffer, row);
                buffer.Write((byte)'\n');
                break;
            default:
                if (!isFirst)
                {
                    buffer.Write((byte)',');
                }

                encoder.WriteJson(buffer, row);
                break;
        }
    }

    private static void End(Utf8Buffer buffer, RowFormat format, string? continuation, string? link)
    {
        if (format != RowFormat.Json)
        {
            return;
        }

        buffer.Write((byte)']');
        if (continuation is not null)
        {
            buffer.Write(",\"continuation\":"u8);
            buffer.WriteJsonText(continuation);
            buffer.Write(",\"nextlink\":"u8);
            buffer.WriteJsonText(link!);
        }

        buffer.Write((byte)'}');
    }
}
