using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MarketPulse.Web.StaticFiles;

/// <summary><c>/</c> and <c>/assets/...</c>: the page, which contains no data, so anyone may load it.</summary>
internal static class PageEndpoint
{
    /// <summary>Only scripts, styles and data of this host, nothing inline, no frames.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static Task GetIndexAsync(HttpContext context, PageFiles files)
    {
        // Asset names contain their hashes, so only the page itself must be revalidated.
        context.Response.Headers.CacheControl = "no-cache";
        return files.Find("index.html") is { } file
            ? WriteAsync(context, file)
            : new Problem
            {
                Status = StatusCodes.Status404NotFound,
                Detail = "This build does not include the page; the data is under /api and /odata.",
            }.WriteAsync(context);
    }

    public static Task GetAssetAsync(HttpContext context, PageFiles files, string path)
    {
        if (files.Find($"assets/{path}") is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return WriteAsync(context, file);
    }

    private static async Task WriteAsync(HttpContext context, PageFile file)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        if (new RequestHeaders(context.Request.Headers).IfNoneMatch.Any(tag => tag.Tag == "*" || tag.Tag == file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        (string? encoding, byte[] content) = Accepts(context, "br") ? ("br", file.Brotli)
            : Accepts(context, "gzip") ? ("gzip", file.Gzip)
            : (null, file.Content);
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static bool Accepts(HttpContext context, string encoding) =>
        StringWithQualityHeaderValue.TryParseList(context.Request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? values)
        && values.Any(value => StringSegment.Equals(value.Value, encoding, StringComparison.OrdinalIgnoreCase) && value.Quality is not 0);
}
