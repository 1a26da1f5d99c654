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

    private const char CountEnd = ';';

    private readonly HttpContext _context;
    private readonly RowResource _feed;
    private readonly IEdmEntitySet _set;
    private readonly ODataFilter _filter;
    private readonly IReadOnlyList<RowColumn> _columns;
    private readonly ODataUriParser _uri;
    private readonly bool _isCounted;
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
        _isCounted = uri.ParseCount() == true;
        _query = $"odata/{set.Name}?{context.Request.Query["$filter"]}{(_isCounted ? "&counted" : "")}";
    }

    /// <summary>
    /// Writes a page of rows. A requested count is made with the first page and carried in the links to the others, so that a table which
    /// is read in pages is counted once.
    /// </summary>
    public async Task WritePageAsync(ODataMessageWriter writer)
    {
        long top = _uri.ParseTop() ?? long.MaxValue;
        long skip = _uri.ParseSkip() ?? 0;
        (string? after, long? counted) = Continued();
        Page page = await ReadPageAsync(after, skip, Math.Min(top, PageSize()));
        var rows = new ODataResourceSet();
        if (_isCounted)
        {
            rows.Count = counted ?? page.Read + (page.HasMore ? await CountAsync(page.Last) : 0);
        }

        ODataWriter output = await writer.CreateODataResourceSetWriterAsync(_set, _set.EntityType);
        await output.WriteStartAsync(rows);
        foreach (TableRow row in page.Rows)
        {
            await WriteAsync(output, row);
        }

        if (page.HasMore && page.Rows.Count < top)
        {
            rows.NextPageLink = NextLink(rows.Count, page.Last!, top - page.Rows.Count);
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
        await foreach ((_, TableRow row) in _feed.ReadAsync(
            _context.RequestServices, conditions, columns: null, after: null, _context.RequestAborted))
        {
            await using ODataMessageWriter writer = begin();
            ODataWriter output = await writer.CreateODataResourceWriterAsync(_set, _set.EntityType);
            await WriteAsync(output, row);
            await output.FlushAsync();
            return true;
        }

        return false;
    }

    /// <summary>Counts the rows that match the filter, starting after a position.</summary>
    public async Task<long> CountAsync(string? after = null) =>
        await Read(_filter.Columns, after).LongCountAsync(_context.RequestAborted);

    /// <param name="after">Position after which the page starts; null for the beginning.</param>
    /// <param name="skip">How many rows to pass over first.</param>
    /// <param name="size">How many rows to return.</param>
    private async Task<Page> ReadPageAsync(string? after, long skip, long size)
    {
        if (size == 0)
        {
            return new Page([], Read: 0, after, HasMore: true);
        }

        var rows = new List<TableRow>();
        long read = 0;
        string? last = after;
        await foreach ((string position, TableRow row) in Read([.. _columns, .. _filter.Columns], after))
        {
            if (rows.Count == size)
            {
                return new Page(rows, read, last, HasMore: true);
            }

            if (read++ >= skip)
            {
                rows.Add(row);
            }

            last = position;
        }

        return new Page(rows, read, last, HasMore: false);
    }

    private IAsyncEnumerable<(string Position, TableRow Row)> Read(IEnumerable<RowColumn> columns, string? after) =>
        _feed.ReadAsync(
                _context.RequestServices, _filter.Conditions, RowResource.StoredOnly(columns), after, _context.RequestAborted)
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

    /// <summary>The position after which a further page starts, and the count that was made with the first one.</summary>
    private (string? After, long? Count) Continued()
    {
        if (_uri.ParseSkipToken() is not { } token)
        {
            return (null, null);
        }

        ODataException other = new("$skiptoken does not belong to this query.");
        string continued = Continuation.Read(_query, token) ?? throw other;
        if (!_isCounted)
        {
            return (continued, null);
        }

        return continued.Split(CountEnd, 2) is [var count, var position]
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out long rows)
            ? (position, rows)
            : throw other;
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

    private Uri NextLink(long? count, string last, long remaining)
    {
        HttpRequest request = _context.Request;
        Dictionary<string, string?> query = request.Query.ToDictionary(
            pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal);
        query.Remove("$skip");
        query["$skiptoken"] = Continuation.Make(
            _query, count is { } rows ? rows.ToString(CultureInfo.InvariantCulture) + CountEnd + last : last);
        if (query.ContainsKey("$top"))
        {
            query["$top"] = remaining.ToString(CultureInfo.InvariantCulture);
        }

        return new Uri(Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(ODataEndpoint.Root(request) + _set.Name, query));
    }

    /// <summary>Rows of a page.</summary>
    /// <param name="Rows">The rows.</param>
    /// <param name="Read">How many matching rows were read, including those that were passed over.</param>
    /// <param name="Last">Position of the last row; null when there is none.</param>
    /// <param name="HasMore">Whether further rows may match.</param>
    private sealed record Page(IReadOnlyList<TableRow> Rows, long Read, string? Last, bool HasMore);
}
