using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.Rows;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Reads events latest first. Tables can only be read forwards, so periods are read backwards, each as long as the events of the one before
/// suggest: a reader that stops early has read little more than it used.
/// </summary>
internal static class LatestEvents
{
    private const int Few = 100, Many = 1000, Factor = 4;

    private static readonly TimeSpan FirstPeriod = TimeSpan.FromDays(32);
    private static readonly RowColumn Time = ColumnOf("eventtimeutc");

    private static readonly ColumnCondition Live =
        new(ColumnOf("status"), Comparison.Equal, Codes<EventStatus>.Of(EventStatus.Live));

    /// <summary>The columns of an event in a list.</summary>
    public static IReadOnlyList<RowColumn> Listed { get; } =
    [
        .. new[] { "eventid", "eventtimeutc", "timeresolution", "stance", "intensity", "measures", "pairs", "headline", "sources" }
            .Select(ColumnOf),
    ];

    /// <summary>Writes an event of a list.</summary>
    public static RowEncoder<TradeEvent> Encoder { get; } = new(Listed);

    /// <summary>Some columns of the live events with a time in the period, latest first.</summary>
    /// <param name="reader">Reads the events.</param>
    /// <param name="columns">The columns to read, among them the id.</param>
    /// <param name="times">Start and exclusive end of the times.</param>
    /// <param name="now">The current time: events after it are rare, so they are read with the first period before it.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async IAsyncEnumerable<TradeEvent> ReadAsync(
        IRowReader reader,
        IReadOnlyList<RowColumn> columns,
        (DateTimeOffset From, DateTimeOffset To) times,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan period = FirstPeriod;
        DateTimeOffset end = times.To, anchor = times.To < now ? times.To : now;
        while (end > times.From)
        {
            DateTimeOffset start = anchor - times.From > period ? anchor - period : times.From;
            RowQuery query = Between(start, end) with { Columns = columns };
            List<TradeEvent> found = await reader.ReadAsync<TradeEvent>(query, cancellationToken).Select(live => live.Row)
                .ToListAsync(cancellationToken);
            for (int i = found.Count - 1; i >= 0; i--)
            {
                yield return found[i];
            }

            end = anchor = start;
            period = found.Count < Few ? period * Factor : found.Count > Many ? period / Factor : period;
        }
    }

    private static RowQuery Between(DateTimeOffset start, DateTimeOffset end)
    {
        List<ColumnCondition> times = [];
        if (start > DateTimeOffset.MinValue)
        {
            times.Add(new ColumnCondition(Time, Comparison.AtLeast, start));
        }

        if (end < DateTimeOffset.MaxValue)
        {
            times.Add(new ColumnCondition(Time, Comparison.Below, end));
        }

        return EventPlan.ForEvents(times) with { Conditions = [.. times, Live] };
    }

    private static RowColumn ColumnOf(string name) => RowSchema.Of<TradeEvent>().Columns.First(column => column.Name == name);
}
