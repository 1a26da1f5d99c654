using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.ReadApi;

/// <summary>A kind of row that is published: under <c>/api</c> by its path, under <c>/odata</c> by its table.</summary>
internal abstract class RowResource
{
    /// <summary>Last segment of its address under <c>/api</c>, e.g. <c>scores</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Meaning of a row, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>The columns that together identify a row.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The column that <c>from</c> and <c>to</c> filter; null when the rows have no time.</summary>
    public string? Time { get; init; }

    /// <summary>Table and columns of the rows.</summary>
    public abstract RowSchema Schema { get; }

    /// <summary>The query parameters that filter it, besides page and format.</summary>
    public IReadOnlyList<RowParameter> Parameters => field ??= RowParameter.ForFeed(Schema, Time is null ? null : Column(Time), HasAsOf);

    /// <summary>Whether its rows can be read as of a past moment.</summary>
    protected abstract bool HasAsOf { get; }

    /// <summary>Responds to a request for its rows.</summary>
    public abstract Task AnswerAsync(HttpContext context);

    /// <summary>The rows that match the conditions, in the order of their stored keys, starting after <paramref name="after"/>.</summary>
    /// <param name="services">Where to find the store.</param>
    /// <param name="conditions">The conditions.</param>
    /// <param name="columns">The columns to read, among them those of the conditions; null for all.</param>
    /// <param name="after">Position after which to continue; null for the beginning.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public abstract IAsyncEnumerable<(string Position, TableRow Row)> ReadAsync(
        IServiceProvider services,
        IReadOnlyList<ColumnCondition> conditions,
        IReadOnlyList<RowColumn>? columns,
        string? after,
        CancellationToken cancellationToken);

    /// <summary>The columns, each once; null, for all columns, if one of them is computed from others.</summary>
    public static IReadOnlyList<RowColumn>? StoredOnly(IEnumerable<RowColumn> columns)
    {
        RowColumn[] distinct = [.. columns.DistinctBy(column => column.Name, StringComparer.Ordinal)];
        return distinct.Any(column => column.Property.SetMethod is null) ? null : distinct;
    }

    /// <summary>The column of that name.</summary>
    public RowColumn Column(string name) => Schema.Columns.First(column => column.Name == name);
}

/// <summary>A resource of rows of one type.</summary>
/// <typeparam name="T">Type of the rows.</typeparam>
internal sealed class RowResource<T> : RowResource
    where T : TableRow
{
    /// <summary>
    /// Chooses the part of the table to read for given conditions; null reads the whole table, which is fine for small ones.
    /// </summary>
    public Func<IReadOnlyList<ColumnCondition>, RowQuery>? Plan { get; init; }

    /// <summary>Conditions that apply to every request.</summary>
    public IReadOnlyList<ColumnCondition> Always { get; init; } = [];

    /// <summary>
    /// Reads the rows as of a past moment, in the order of their keys; null when the resource has no history.
    /// </summary>
    public Func<AsOfReader, AsOfRequest, CancellationToken, IAsyncEnumerable<T>>? AsOf { get; init; }

    /// <summary>Completes a row for the UTC day on which it is read; null when no column depends on it.</summary>
    public Func<T, DateOnly, T>? ReadOn { get; init; }

    /// <summary>Adds the conditions that follow from given ones on the UTC day of reading, so that the store can apply them.</summary>
    public Func<IReadOnlyList<ColumnCondition>, DateOnly, IReadOnlyList<ColumnCondition>>? Implied { get; init; }

    public override RowSchema Schema => RowSchema.Of<T>();

    protected override bool HasAsOf => AsOf is not null;

    public override Task AnswerAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query);
        RowFormat? format = query.Code<RowFormat>("format") ?? RowFormats.Accepted(context.Request);
        RowRequest request = RowRequest.Read(this, query, context.Request.Query);
        if (query.Problem() is { } problem)
        {
            return problem.WriteAsync(context);
        }

        if (format is null)
        {
            return RowFormats.Refuse(context);
        }

        RowEncoder<T> encoder = request.Columns is null ? RowEncoder<T>.Whole : new RowEncoder<T>(request.Columns);
        IAsyncEnumerable<StoredRow<T>> rows = (request.AsOf is { } moment
            ? ReadAsOf(context.RequestServices, request, moment, context.RequestAborted)
            : Read(context.RequestServices, request.Conditions, request.ColumnsToRead, request.After, context.RequestAborted))
            .Where(row => request.Matches(row.Row));
        var selection = new RowSelection<T>(Path, format.Value, encoder, rows)
        {
            Limit = request.Limit,
            Continuation = position => Continuation.Make(request.Query, position),
        };
        return RowAnswer.WriteAsync(context, selection);
    }

    public override IAsyncEnumerable<(string Position, TableRow Row)> ReadAsync(
        IServiceProvider services,
        IReadOnlyList<ColumnCondition> conditions,
        IReadOnlyList<RowColumn>? columns,
        string? after,
        CancellationToken cancellationToken) =>
        Read(services, conditions, columns, after, cancellationToken)
            .Where(row => conditions.All(condition => condition.Matches(row.Row)))
            .Select(row => (row.Position, (TableRow)row.Row));

    private IAsyncEnumerable<StoredRow<T>> ReadAsOf(
        IServiceProvider services, RowRequest request, DateTimeOffset moment, CancellationToken cancellationToken) =>
        AsOf!(services.GetRequiredService<AsOfReader>(), new AsOfRequest(request.Conditions, moment, request.After), cancellationToken)
            .Select(row => new StoredRow<T>($"{row.PartitionKey}\n{row.RowKey}", row))
            .Where(row => string.CompareOrdinal(row.Position, request.After) > 0);

    private IAsyncEnumerable<StoredRow<T>> Read(
        IServiceProvider services,
        IReadOnlyList<ColumnCondition> conditions,
        IReadOnlyList<RowColumn>? columns,
        string? after,
        CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        conditions = Implied?.Invoke(conditions, today) ?? conditions;

        // The store applies what it can. Computed columns are not stored by every version, so the reader filters by them.
        ColumnCondition[] stored = [.. conditions.Where(condition => condition.Column.Property.SetMethod is not null), .. Always];
        RowQuery plan = Plan?.Invoke(conditions) ?? new RowQuery();
        IAsyncEnumerable<StoredRow<T>> rows = services.GetRequiredService<IRowReader>()
            .ReadAsync<T>(plan with { Conditions = stored, Columns = columns, After = after }, cancellationToken);
        return ReadOn is null ? rows : rows.Select(row => row with { Row = ReadOn(row.Row, today) });
    }
}
