using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;
using MarketPulse.Web.Feeds;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/heat-map</c>: the latest events and their scores over one window, all that an overview needs in one request.</summary>
internal static class HeatMapEndpoint
{
    /// <summary>Most events of one map.</summary>
    public const int MaxEvents = 100;

    private const int Parallel = 16;
    private const int DefaultEvents = 20;

    private static readonly string[] CellColumns =
    [
        "eventid", "symbol", "status", "reason", "adjusted_score", "q_event", "car_pct", "car_lo_pct", "car_hi_pct", "raw_return_pct", "benchmark_return_pct",
        "mde80_pct", "overall_score", "overall_driver", "overlaps", "link",
    ];

    private static readonly RowEncoder<ImpactScore> Cells = new([.. CellColumns.Select(ColumnOf)]);

    public static async Task GetAsync(HttpContext context, IEventStore events, IRowReader reader, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        int count = query.Count("events", MaxEvents) ?? DefaultEvents;
        string window = query.Text("window") ?? new EventWindow(-1, 1).Key;
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        CancellationToken cancel = context.RequestAborted;
        IReadOnlyList<TradeEvent> latest = await LatestEvents.ReadAsync(events, count, clock.GetUtcNow(), cancel);
        var scores = new List<ImpactScore>[latest.Count];
        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(0, latest.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancel },
            async (index, token) => scores[index] = await ReadAsync(reader, latest[index].EventId, window, token));

        var answer = new Utf8Buffer();
        answer.WriteName("windowkey", isFirst: true);
        answer.WriteJsonText(window);
        answer.WriteName("events");
        answer.WriteRows(RowEncoder<TradeEvent>.Whole, latest);
        answer.WriteName("symbols");
        answer.WriteArray(scores.SelectMany(ofEvent => ofEvent).Select(score => score.Symbol).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), answer.WriteJsonText);
        answer.WriteName("scores");
        answer.WriteRows(Cells, scores.SelectMany(ofEvent => ofEvent));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static async Task<List<ImpactScore>> ReadAsync(IRowReader reader, string eventId, string window, CancellationToken cancellationToken)
    {
        ColumnCondition[] conditions = [new(ColumnOf("eventid"), Comparison.Equal, eventId), new(ColumnOf("windowkey"), Comparison.Equal, window)];
        return await reader.ReadAsync<ImpactScore>(EventPlan.Of(conditions) with { Conditions = conditions }, cancellationToken)
            .Select(stored => stored.Row)
            .ToListAsync(cancellationToken);
    }

    private static RowColumn ColumnOf(string name) => RowSchema.Of<ImpactScore>().Columns.First(column => column.Name == name);
}
