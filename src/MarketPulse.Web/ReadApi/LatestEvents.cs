using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Reads the latest events. Tables can only be read forwards, so increasing periods before now are read until enough events are found.
/// </summary>
internal static class LatestEvents
{
    private static readonly int[] Days = [32, 128, 512, 2048];

    private static readonly RowColumn Time = ColumnOf("eventtimeutc");

    private static readonly ColumnCondition Live =
        new(ColumnOf("status"), Comparison.Equal, Codes<EventStatus>.Of(EventStatus.Live));

    /// <summary>The latest <paramref name="count"/> live events, latest first.</summary>
    /// <param name="reader">Reads the events.</param>
    /// <param name="columns">The columns to read, among them the id.</param>
    /// <param name="count">How many events.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public static async Task<IReadOnlyList<TradeEvent>> ReadAsync(
        IRowReader reader, IReadOnlyList<RowColumn> columns, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (DateTimeOffset from in Days.Select(days => now.AddDays(-days)).Append(DateTimeOffset.MinValue))
        {
            var found = new Queue<TradeEvent>();
            ColumnCondition[] recent = from == DateTimeOffset.MinValue ? [] : [new ColumnCondition(Time, Comparison.AtLeast, from)];
            RowQuery query = EventPlan.ForEvents(recent) with { Conditions = [.. recent, Live], Columns = columns };
            await foreach (StoredRow<TradeEvent> live in reader.ReadAsync<TradeEvent>(query, cancellationToken))
            {
                found.Enqueue(live.Row);
                if (found.Count > count)
                {
                    found.Dequeue();
                }
            }

            if (found.Count == count || from == DateTimeOffset.MinValue)
            {
                return [.. found.Reverse()];
            }
        }

        return [];
    }

    private static RowColumn ColumnOf(string name) => RowSchema.Of<TradeEvent>().Columns.First(column => column.Name == name);
}
