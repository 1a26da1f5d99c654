using MarketPulse.Core.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MarketPulse.Web.Rows;

/// <summary>Format of rows.</summary>
internal enum RowFormat
{
    /// <summary><c>{"value":[...]}</c>.</summary>
    Json,

    /// <summary>RFC 4180 with a header, UTF-8.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    Ndjson,

    /// <summary>An Apache Parquet file, with units and meanings as metadata.</summary>
    Parquet,

    /// <summary>A stream of Apache Arrow record batches, with units and meanings as metadata.</summary>
    Arrow,
}

/// <summary>Media types of the formats.</summary>
internal static class RowFormats
{
    private static readonly (RowFormat Format, string MediaType)[] MediaTypes =
    [
        (RowFormat.Json, "application/json"),
        (RowFormat.Csv, "text/csv"),
        (RowFormat.Ndjson, "application/x-ndjson"),
        (RowFormat.Ndjson, "application/jsonl"),
        (RowFormat.Parquet, ParquetFile<TableRow>.MediaType),
        (RowFormat.Arrow, ArrowStream<TableRow>.MediaType),
    ];

    public static string MediaType(RowFormat format) => MediaTypes.First(type => type.Format == format).MediaType;

    /// <summary>Whether rows are written by column, in groups.</summary>
    public static bool IsColumnar(RowFormat format) => format is RowFormat.Parquet or RowFormat.Arrow;

    /// <summary>The usual extension of a saved file.</summary>
    public static string Extension(RowFormat format) => format == RowFormat.Arrow ? "arrows" : Codes<RowFormat>.Of(format);

    public static string ContentType(RowFormat format) =>
        IsColumnar(format)
            ? MediaType(format)
            : MediaType(format) + "; charset=utf-8" + (format == RowFormat.Csv ? "; header=present" : "");

    /// <summary>Refuses a request that accepts none of the formats.</summary>
    public static Task Refuse(HttpContext context) =>
        new Problem
        {
            Status = StatusCodes.Status406NotAcceptable,
            Detail = "Responses are available as application/json, text/csv, application/x-ndjson, application/vnd.apache.parquet or "
                + "application/vnd.apache.arrow.stream.",
        }.WriteAsync(context);

    /// <summary>The format that the Accept header prefers; JSON without the header; null when it accepts none of the formats.</summary>
    public static RowFormat? Accepted(HttpRequest request)
    {
        if (StringValues.IsNullOrEmpty(request.Headers.Accept)
            || !MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted)
            || accepted.Count == 0)
        {
            return RowFormat.Json;
        }

        foreach (MediaTypeHeaderValue type in accepted.Where(type => type.Quality is not 0).OrderByDescending(type => type.Quality ?? 1))
        {
            foreach ((RowFormat format, string mediaType) in MediaTypes)
            {
                // A browser accepts anything as a last resort.
                if (new MediaTypeHeaderValue(mediaType).IsSubsetOf(new MediaTypeHeaderValue(type.MediaType)))
                {
                    return format;
                }
            }
        }

        return null;
    }
}
