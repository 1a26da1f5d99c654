using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;
using Microsoft.OData;
using Microsoft.OData.Edm;
using Microsoft.OData.UriParser;

namespace MarketPulse.Web.OData;

/// <summary>Responds with the rows of an entity set: filtered, counted, in pages.</summary>
internal sealed class ODataRows
{
    private static readonly string[] NotSupported = ["$orderby", "$expand", "$search", "$apply", "$compute", "$index", "$levels"];

    private readonly HttpContext _context;
    private readonly RowResource _feed;
    private readonly IEdmEntitySet _set;
    private readonly ODataFilter _filter;
    private readonly IReadOnlyList<RowColumn> _columns;
    private readonly ODataUriParser _uri;
    private readonly string _query;

    /// <exception cref="ODataException">An option is malformed.</exception>
    /// <exception cref="NotSupportedException">An option is not supported.</exception>
    public ODataRows(HttpContext context, ODataUriParser uri, IEdmEntitySet set)
    {
        _context = context;
        _uri = uri;
        _set = set;
        _feed = ODataModel.ResourceOf(set);
        foreach (string option in NotSupported.Where(context.Request.Query.ContainsKey))
        {
            throw new NotSupportedException($"{option} is not supported: rows are in the order of their keys.");
        }

        _filter = ODataFilter.FromClause(_feed, uri.ParseFilter());
        _columns = Selected(uri.ParseSelectAndExpand());
        _query = $"odata/{set.Name}?{context.Request.Query["$filter"]}";
    }

    /// <summary>Writes a page of rows.</summary>
    public async Task WritePageAsync(ODataMessageWriter writer)
    {
        long top = _uri.ParseTop() ?? long.MaxValue;
        long skip = _uri.ParseSkip() ?? 0;
        string? after = After();
        long page = Math.Min(top, PageSize());
        var rows = new ODataResourceSet();
        if (_uri.ParseCount() == true)
        {
            rows.Count = await CountAsync();
        }

        ODataWriter output = await writer.CreateODataResourceSetWriterAsync(_set, _set.EntityType);
        await output.WriteStartAsync(rows);
        long written = 0;
        string last = "";
        await foreach ((string position, TableRow row) in page == 0 ? AsyncEnumerable.Empty<(string, TableRow)>() : Read(after))
        {
            if (skip > 0)
            {
                skip--;
                continue;
            }

            if (written == page)
            {
                rows.NextPageLink = NextLink(last, top - written);
                break;
            }

            await WriteAsync(output, row);
            last = position;
            written++;
            if (written == top)
            {
                break;
            }
        }

        await output.WriteEndAsync();
        await output.FlushAsync();
    }

    /// <summary>Writes the row with a key; returns false if there is none.</summary>
    public async Task<bool> WriteOneAsync(Func<ODataMessageWriter> begin, KeySegment key)
    {
        ColumnCondition[] conditions =
        [
            .. key.Keys.Select(pair => new ColumnCondition(_feed.Column(pair.Key), Comparison.Equal, ODataDates.FromOData(pair.Value))),
        ];
        await foreach ((_, TableRow row) in _feed.ReadAsync(_context.RequestServices, conditions, after: null, _context.RequestAborted))
        {
            await using ODataMessageWriter writer = begin();
            ODataWriter output = await writer.CreateODataResourceWriterAsync(_set, _set.EntityType);
            await WriteAsync(output, row);
            await output.FlushAsync();
            return true;
        }

        return false;
    }

    /// <summary>Counts the rows that match the filter.</summary>
    public async Task<long> CountAsync() => await Read(after: null).LongCountAsync(_context.RequestAborted);

    private IAsyncEnumerable<(string Position, TableRow Row)> Read(string? after) =>
        _feed.ReadAsync(_context.RequestServices, _filter.Conditions, after, _context.RequestAborted)
            .Where(row => _filter.Matches(row.Row));

    private async Task WriteAsync(ODataWriter output, TableRow row)
    {
        await output.WriteStartAsync(new ODataResource
        {
            TypeName = $"{ODataModel.Namespace}.{_feed.Schema.RowType.Name}",
            Properties = [.. _columns.Select(column => new ODataProperty { Name = column.Name, Value = ValueOf(column, row) })],
        });
        await output.WriteEndAsync();
    }

    private static object? ValueOf(RowColumn column, TableRow row) => ColumnCondition.Published(column.Read(row)) switch
    {
        double number when !double.IsFinite(number) => null,
        var value => ODataDates.ToOData(value),
    };

    private IReadOnlyList<RowColumn> Selected(SelectExpandClause? clause)
    {
        if (clause is null || clause.AllSelected)
        {
            return _feed.Schema.Columns;
        }

        HashSet<string> names =
        [
            .. clause.SelectedItems.OfType<PathSelectItem>().Select(item => item.SelectedPath.FirstSegment.Identifier),
        ];
        return [.. _feed.Schema.Columns.Where(column => names.Contains(column.Name) || _feed.Key.Contains(column.Name))];
    }

    private string? After()
    {
        if (_uri.ParseSkipToken() is not { } token)
        {
            return null;
        }

        return Continuation.Read(_query, token) ?? throw new ODataException("$skiptoken does not belong to this query.");
    }

    private long PageSize()
    {
        const string Preference = "odata.maxpagesize=";
        foreach (string part in _context.Request.Headers["Prefer"]
            .SelectMany(value => (value ?? "").Split(',', ';'))
            .Select(part => part.Trim()))
        {
            string plain = part.StartsWith("odata.", StringComparison.OrdinalIgnoreCase) ? part : "odata." + part;
            if (plain.StartsWith(Preference, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(plain.AsSpan(Preference.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0)
            {
                int applied = Math.Min(size, RowRequest.MaxLimit);
                _context.Response.Headers["Preference-Applied"] = Preference + applied.ToString(CultureInfo.InvariantCulture);
                return applied;
            }
        }

        return RowRequest.MaxLimit;
    }

    private Uri NextLink(string last, long remaining)
    {
        HttpRequest request = _context.Request;
        Dictionary<string, string?> query = request.Query.ToDictionary(
            pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal);
        query.Remove("$skip");
        query["$skiptoken"] = Continuation.Make(_query, last);
        if (query.ContainsKey("$top"))
        {
            query["$top"] = remaining.ToString(CultureInfo.InvariantCulture);
        }

        return new Uri(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(ODataEndpoint.Root(request) + _set.Name, query));
    }
}
