using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/heat-map</c>: the latest events and their scores over one window, everything that an overview needs in one request.
/// </summary>
internal static class HeatMapEndpoint
{
    /// <summary>Most events in one map.</summary>
    public const int MaxEvents = 100;

    // Sorts after every character of an id, and after the bar that ends one.
    private const string End = "}";
    private const int DefaultEvents = 20;

    private static readonly string[] CellColumns =
    [
        "eventid", "symbol", "status", "reason", "adjusted_score", "q_event", "car_pct", "car_lo_pct", "car_hi_pct", "raw_return_pct",
        "benchmark_return_pct", "market_effect_pct", "market_score",
        "mde80_pct", "overall_score", "overall_driver", "overlaps", "confounders", "link",
    ];

    private static readonly RowColumn[] OfCells = [.. CellColumns.Select(ColumnOf)];
    private static readonly RowEncoder<ImpactScore> Cells = new(OfCells);

    public static async Task GetAsync(HttpContext context, IRowReader reader, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        int count = query.Count("events", MaxEvents) ?? DefaultEvents;
        DateTimeOffset from = query.Time("from") ?? DateTimeOffset.MinValue, to = query.Time("to") ?? DateTimeOffset.MaxValue;
        string window = query.Text("window") ?? new EventWindow(-1, 1).Key;
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        CancellationToken cancel = context.RequestAborted;
        List<TradeEvent> latest = await LatestEvents.ReadAsync(reader, LatestEvents.Listed, (from, to), clock.GetUtcNow(), cancel)
            .Take(count)
            .ToListAsync(cancel);
        List<ImpactScore> scores = await ReadAsync(reader, [.. latest.Select(found => found.EventId)], window, cancel);

        var answer = new Utf8Buffer();
        answer.WriteName("windowkey", isFirst: true);
        answer.WriteJsonText(window);
        answer.WriteName("events");
        answer.WriteRows(LatestEvents.Encoder, latest);
        answer.WriteName("symbols");
        answer.WriteArray(
            scores.Select(score => score.Symbol).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), answer.WriteJsonText);
        answer.WriteName("scores");
        answer.WriteRows(Cells, scores);
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    /// <summary>
    /// The scores of the events, event by event. The latest events are adjacent in the table, so one query reads exactly their scores.
    /// </summary>
    private static async Task<List<ImpactScore>> ReadAsync(
        IRowReader reader, IReadOnlyList<string> eventIds, string window, CancellationToken cancellationToken)
    {
        if (eventIds.Count == 0)
        {
            return [];
        }

        string first = eventIds.Min(StringComparer.Ordinal)!, last = eventIds.Max(StringComparer.Ordinal)!;
        var query = new RowQuery
        {
            FirstPartition = RowKeys.Partition(first),
            LastPartition = RowKeys.Partition(last),
            FirstRow = first,
            EndRow = last + End,
            Columns = OfCells,
            Conditions = [new ColumnCondition(ColumnOf("windowkey"), Comparison.Equal, window)],
        };
        List<ImpactScore> found = await reader.ReadAsync<ImpactScore>(query, cancellationToken).Select(stored => stored.Row)
            .ToListAsync(cancellationToken);
        ILookup<string, ImpactScore> byEvent = found.ToLookup(score => score.EventId);
        return [.. eventIds.SelectMany(eventId => byEvent[eventId])];
    }

    private static RowColumn ColumnOf(string name) => RowSchema.Of<ImpactScore>().Columns.First(column => column.Name == name);
}
