using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace MarketPulse.Web.OData;

/// <summary>
/// <c>/odata</c>: the same rows as the API, for OData v4 clients. Read-only: the service document, <c>$metadata</c>, entity sets with
/// <c>$filter</c>, <c>$select</c>, <c>$top</c>, <c>$skip</c>, <c>$skiptoken</c> and <c>$count</c>, and rows by their key.
/// </summary>
internal static class ODataEndpoint
{
    private const int MaxQuery = 8192;

    /// <summary>Address of the service as the caller sees it, with a trailing slash.</summary>
    public static string Root(HttpRequest request) => RequestAddress.Root(request) + "odata/";

    public static async Task GetAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (ODataUnrecognizedPathException e)
        {
            await WriteErrorAsync(context, StatusCodes.Status404NotFound, "not_found", e.Message);
        }
        catch (ODataContentTypeException e)
        {
            await WriteErrorAsync(context, StatusCodes.Status406NotAcceptable, "not_acceptable", e.Message);
        }
        catch (NotSupportedException e) when (!context.Response.HasStarted)
        {
            await WriteErrorAsync(context, StatusCodes.Status501NotImplemented, "not_implemented", e.Message);
        }
        catch (Exception e) when (
            e is ODataException or ArgumentException or FormatException or OverflowException && !context.Response.HasStarted)
        {
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, "bad_request", e.Message);
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.QueryString.Value is { Length: > MaxQuery })
        {
            throw new ODataException($"The query is longer than {MaxQuery} characters.");
        }

        string root = Root(context.Request);
        string relative = (context.Request.RouteValues["path"] as string ?? "").TrimEnd('/');
        var uri = new ODataUriParser(
            ODataModel.Model, new Uri(root),
            new Uri(root + string.Join('/', relative.Split('/').Select(EscapeSegment)) + WithoutKey(context.Request)))
        {
            EnableNoDollarQueryOptions = false,
            Settings = { MaximumExpansionDepth = 0 },
        };
        if (relative.Length == 0)
        {
            return WriteServiceDocumentAsync(context, uri);
        }

        ODataPath path = uri.ParsePath();
        switch ((path.FirstSegment, path.LastSegment))
        {
            case (MetadataSegment, _):
                return WriteMetadataAsync(context, uri);
            case (EntitySetSegment set, EntitySetSegment):
                return WritePageAsync(context, uri, set.EntitySet);
            case (EntitySetSegment set, CountSegment) when path.Count == 2:
                return WriteCountAsync(context, uri, set.EntitySet);
            case (EntitySetSegment set, KeySegment key) when path.Count == 2:
                return WriteOneAsync(context, uri, set.EntitySet, key);
            default:
                throw new NotSupportedException(
                    $"'{relative}' is not supported: use an entity set, a row by its key, or the count of a set.");
        }
    }

    private static async Task WriteServiceDocumentAsync(HttpContext context, ODataUriParser uri)
    {
        var document = new ODataServiceDocument
        {
            EntitySets =
            [
                .. ODataModel.Model.EntityContainer.EntitySets()
                    .Select(set => new ODataEntitySetInfo { Name = set.Name, Url = new Uri(set.Name, UriKind.Relative) }),
            ],
        };
        await using ODataMessageWriter writer = Begin(context, uri);
        await writer.WriteServiceDocumentAsync(document);
    }

    private static async Task WriteMetadataAsync(HttpContext context, ODataUriParser uri)
    {
        await using ODataMessageWriter writer = Begin(context, uri, "application/xml");
        await writer.WriteMetadataDocumentAsync();
    }

    private static async Task WritePageAsync(HttpContext context, ODataUriParser uri, IEdmEntitySet set)
    {
        var rows = new ODataRows(context, uri, set);
        await using ODataMessageWriter writer = Begin(context, uri);
        await rows.WritePageAsync(writer);
    }

    private static async Task WriteCountAsync(HttpContext context, ODataUriParser uri, IEdmEntitySet set)
    {
        long count = await new ODataRows(context, uri, set).CountAsync();
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers["OData-Version"] = "4.0";
        await context.Response.WriteAsync(count.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
    }

    private static async Task WriteOneAsync(HttpContext context, ODataUriParser uri, IEdmEntitySet set, KeySegment key)
    {
        if (!await new ODataRows(context, uri, set).WriteOneAsync(() => Begin(context, uri), key))
        {
            await WriteErrorAsync(context, StatusCodes.Status404NotFound, "not_found", "There is no row with that key.");
        }
    }

    private static ODataMessageWriter Begin(HttpContext context, ODataUriParser uri, string? contentType = null)
    {
        var settings = new ODataMessageWriterSettings
        {
            BaseUri = new Uri(Root(context.Request)),
            ODataUri = uri.ParseUri(),
            Version = ODataVersion.V4,
            EnableMessageStreamDisposal = false,
        };
        string accept = context.Request.Query["$format"].ToString() switch
        {
            "" => context.Request.Headers.Accept.ToString(),
            "json" => "application/json",
            "xml" => "application/xml",
            { } given => given,
        };

        // Tools send the same list of types for rows and metadata; a browser asks for a page.
        settings.SetContentType(
            contentType ?? (accept.Length == 0 || accept.Contains("text/html", StringComparison.Ordinal) ? "application/json" : accept),
            "utf-8");
        return new ODataMessageWriter(new ODataAnswer(context.Response), settings, ODataModel.Model);
    }

    // The parser must not see parameters that are not OData options, such as the key of the host.
    private static string WithoutKey(HttpRequest request)
    {
        IEnumerable<KeyValuePair<string, string?>> options = request.Query
            .Where(pair => pair.Key.StartsWith('$'))
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)));
        return Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString("", options);
    }

    private static string EscapeSegment(string segment) => Uri.EscapeDataString(segment).Replace("%24", "$", StringComparison.Ordinal);

    private static Task WriteErrorAsync(HttpContext context, int status, string code, string message)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        context.Response.Headers["OData-Version"] = "4.0";
        return context.Response.WriteAsJsonAsync(
            new { error = new { code, message } }, options: null, "application/json; charset=utf-8", context.RequestAborted);
    }
}
